import StepJSON
import StepJSONata
import Testing

@Suite struct IntegerPictureTests {
    @Test(arguments: [
        EvaluationCase("$formatInteger(1234567, '#,##0')", #""1,234,567""#),
        EvaluationCase("$formatInteger(1234567, '0,000')", #""1,234,567""#),
        EvaluationCase("$formatInteger(7, '0,000')", #""0,007""#),
        EvaluationCase("$formatInteger(1234567, '#·###,##0')", #""1·234,567""#),
        EvaluationCase("$formatInteger(2.9, '0') & $formatInteger(0, '0')", #""20""#),
        EvaluationCase("$formatInteger(42, '٠٠٠')", #""٠٤٢""#),
        EvaluationCase(
            "[11, 12, 13, 21, 22, 23, 111].$formatInteger('0;o')",
            """
            ["11th","12th","13th","21st","22nd","23rd","111th"]
            """
        ),
        EvaluationCase("$formatInteger(-1, 'w') & $formatInteger(0, 'w;o')", #""-onezeroth""#),
        EvaluationCase("$formatInteger(1001, 'Ww')", #""One Thousand and One""#),
        EvaluationCase("$formatInteger(2e6, 'w;o')", #""two millionth""#),
        EvaluationCase("$formatInteger(702, 'a') & $formatInteger(703, 'A')", #""zzAAA""#),
        EvaluationCase("$formatInteger(4000, 'I')", #""MMMM""#),
        EvaluationCase("$formatInteger(1e300, 'I') = $formatInteger(1e300, '0')", "true"),
        EvaluationCase("$length($formatInteger(1e308, '0'))", "309"),
        EvaluationCase("$formatInteger(missing, 'w')", nil),
    ])
    func numbersAreWritten(_ example: EvaluationCase) throws { try example.check(on: "null") }

    @Test(arguments: [
        EvaluationCase("$parseInteger('-1,234', '#,##0')", "-1234"),
        EvaluationCase("$parseInteger('1 234', '# ##0')", "1234"),
        EvaluationCase("$parseInteger('٤٢', '٠')", "42"),
        EvaluationCase("$parseInteger('Two Million and First', 'Ww;o')", "2000001"),
        EvaluationCase("$parseInteger('nineteen hundred', 'w')", "1900"),
        EvaluationCase("$parseInteger('mdclxvi', 'i') + $parseInteger('AA', 'A')", "1693"),
        EvaluationCase("$parseInteger('twelve apples', 'w')", nil),
        EvaluationCase("$parseInteger('12x', '0')", nil),
        EvaluationCase("$parseInteger('', '0')", nil),
    ])
    func numbersAreRead(_ example: EvaluationCase) throws { try example.check(on: "null") }

    @Test(arguments: [1, 9, 10, 99, 100, 101, 999, 1000, 1999, 3_999, 10_000, 1_000_000, 123_456_789])
    func whatIsWrittenIsReadBack(_ number: Int) throws {
        for picture in ["0", "#,##0;o", "w", "Ww;o", "A", "i"] where picture != "i" || number < 1_000_000 {
            let source = "$parseInteger($formatInteger(\(number), '\(picture)'), '\(picture)')"
            try EvaluationCase(source, "\(number)").check(on: "null")
        }
    }

    @Test(arguments: [
        ("$formatInteger(1, '#')", "D3130"), ("$formatInteger(1, '')", "D3130"), ("$formatInteger(1, '0１')", "D3131"),
        ("$parseInteger('1', 'β')", "D3130"), ("$parseInteger($pad('', 400, '9'), '0')", "D1001"),
    ])
    func picturesThatAreWrongAreRefused(_ source: String, _ code: String) {
        let environment = EvaluationCase.environment
        let error = #expect(throws: JSONataError.self) {
            try JSONataExpression(source, dialect: .plain).evaluate(nil, scopes: [], environment: environment)
        }
        #expect(error?.code == code)
    }
}
