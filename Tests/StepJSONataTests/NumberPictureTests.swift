import StepJSON
import StepJSONata
import Testing

@Suite struct NumberPictureTests {
    // The examples of XPath F&O 3.1, 4.7, and what its rules say of the edges.
    @Test(arguments: [
        EvaluationCase("$formatNumber(12345.6, '#,###.00')", #""12,345.60""#),
        EvaluationCase("$formatNumber(12345678.9, '9,999.99')", #""12,345,678.90""#),
        EvaluationCase("$formatNumber(123.9, '9999')", #""0124""#),
        EvaluationCase("$formatNumber(0.14, '01%')", #""14%""#),
        EvaluationCase("$formatNumber(0.14, '###pm', {'per-mille': 'pm'})", #""140pm""#),
        EvaluationCase("$formatNumber(-6, '000;(000)')", #""(006)""#),
        EvaluationCase("$formatNumber(1234.5678, '00.000e0')", #""12.346e2""#),
        EvaluationCase("$formatNumber(0.234, '.00e0')", #"".23e0""#),
        EvaluationCase("$formatNumber(0.00005, '0.0e00')", #""5.0e-05""#),
        EvaluationCase(
            "$formatNumber(1234.5, '#.##0,00', {'decimal-separator': ',', 'grouping-separator': '.'})",
            """
            "1.234,50"
            """
        ),
        EvaluationCase("$formatNumber(-1.5, '0.0', {'minus-sign': '−'})", #""−1.5""#),
        EvaluationCase("$formatNumber(12, '٠٠٠', {'zero-digit': '٠'})", #""٠١٢""#),
        EvaluationCase("$formatNumber(0, '#')", #""0""#),
        EvaluationCase("$formatNumber(0, '#.#')", #"".0""#),
        EvaluationCase("$formatNumber(0.5, '0') & $formatNumber(1.5, '0')", #""02""#),
        EvaluationCase("$formatNumber(0.999, '0.00')", #""1.00""#),
        EvaluationCase("$formatNumber(999999, '#,###')", #""999,999""#),
        EvaluationCase("$formatNumber(0.000001, '0.00')", #""0.00""#),
        EvaluationCase("$formatNumber(1234567, '#,##,###')", #""12,34,567""#),
        EvaluationCase("$formatNumber(3, 'level 0')", #""level 3""#),
        EvaluationCase("$formatNumber(1e308, '0') ~> $length()", "309"),
        EvaluationCase("$formatNumber(5e-324, '0.0e0')", #""5.0e-324""#),
        EvaluationCase("7 ~> $formatNumber('00')", #""07""#),
        EvaluationCase("$formatNumber(missing, '0')", nil),
    ])
    func numbersAreWritten(_ example: EvaluationCase) throws { try example.check(on: "null") }

    @Test(arguments: [
        ("0;0;0", "D3080"), ("0.0.0", "D3081"), ("%0%", "D3082"), ("‰0‰", "D3083"), ("%0‰", "D3084"),
        (".e0", "D3085"), ("0 0", "D3086"), ("", "D3086"), ("0;", "D3086"), ("0,.0", "D3087"), ("0.,0", "D3087"),
        ("0,", "D3088"), ("0,,0", "D3089"), ("0#", "D3090"), ("0.#0", "D3091"), ("0e0%", "D3092"), ("0e#", "D3093"),
        ("0e0e0", "D3093"), ("0e0.0", "D3093"),
    ])
    func picturesThatAreWrongAreRefused(_ picture: String, _ code: String) {
        let environment = EvaluationCase.environment
        let error = #expect(throws: JSONataError.self) {
            try JSONataExpression("$formatNumber(1, '\(picture)')", dialect: .plain)
                .evaluate(nil, scopes: [], environment: environment)
        }
        #expect(error?.code == code)
    }

    @Test func aLongSeparatorDoesNotMultiplyALongPicture() throws {
        let options = "{'grouping-separator': $pad('x', 100000, 'x')}"
        let picture = "$join([1..1000].('0' & $pad('x', 16, 'x'))) & '0'"
        try EvaluationCase("$length($formatNumber(1, \(picture), \(options))) < 20000", "true").check(on: "null")
    }
}
