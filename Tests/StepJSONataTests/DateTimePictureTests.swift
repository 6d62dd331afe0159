import StepJSON
import StepJSONata
import Testing

@Suite struct DateTimePictureTests {
    // 1510067557121 is 2017-11-07T15:12:37.121Z, a Tuesday.
    @Test(arguments: [
        EvaluationCase("$fromMillis(1510067557121, '[M01]/[D01]/[Y0001] [h#1]:[m01][P]')", #""11/07/2017 3:12pm""#),
        EvaluationCase("$fromMillis(1510067557121, '[FNn], [D1o] [MNn] [YI]')", #""Tuesday, 7th November MMXVII""#),
        EvaluationCase("$fromMillis(1510067557121, '[FN,*-2] [MN,3-3] [Pn]')", #""TU NOV pm""#),
        EvaluationCase("$fromMillis(1510067557121, '[Y01] [Y,*-2] [Y1]')", #""17 17 2017""#),
        EvaluationCase(
            "$fromMillis(1510067557121, '[X0001]-W[W01]-[F1], [d001], [w] [xNn]')",
            """
            "2017-W45-2, 311, 2 November"
            """
        ),
        EvaluationCase("$fromMillis(1510067557121, '[f001] [f01] [f1] [f] [f,2-2]')", #""121 12 121 121 12""#),
        EvaluationCase("$fromMillis(5, '[f001] [f1]') & $fromMillis(500, ' [f1]')", #""005 005 5""#),
        EvaluationCase("$fromMillis(0, '[[[Y]]] [ D 0 1 ]]]')", #""[1970] 01]""#),
        EvaluationCase(
            "$fromMillis(0, '[Z] [z] [Z0] [Z0000] [ZZ] [Z00:00t]', '+0530')",
            """
            "+05:30 GMT+05:30 +5:30 +0530 +05:30 +05:30"
            """
        ),
        EvaluationCase("$fromMillis(0, '[H01] [ZZ] [z0]', '-0300')", #""21 P GMT-3""#),
        EvaluationCase("$fromMillis(-62198755200000, '[Y0001]')", #""-0001""#),
        EvaluationCase("$fromMillis(8.64e15, '[Y1]-[M]-[D]')", #""275760-9-13""#),
        EvaluationCase("$now('[Y]-[M01]', '+1400')", #""2017-05""#),
        EvaluationCase("$fromMillis(0, (), '+0100')", #""1970-01-01T01:00:00.000+01:00""#),
    ])
    func timesAreWritten(_ example: EvaluationCase) throws { try example.check(on: "null") }

    @Test(arguments: [
        EvaluationCase("$toMillis('2017-11-07T15:12:37.121', '[Y]-[M]-[D]T[H]:[m]:[s].[f]')", "1510067557121"),
        EvaluationCase("$toMillis('20171107151237', '[Y0001][M01][D01][H01][m01][s01]')", "1510067557000"),
        EvaluationCase("$toMillis('7th november 2017 3pm', '[D1o] [MNn] [Y] [h][P]')", "1510066800000"),
        EvaluationCase("$toMillis('12am 1/1/1970', '[h][Pn] [D]/[M]/[Y]')", "0"),
        EvaluationCase("$toMillis('1970-01-01 01:00 +01:00', '[Y]-[M]-[D] [H]:[m] [Z]')", "0"),
        EvaluationCase("$toMillis('1970-01-01 00Z', '[Y]-[M]-[D] [H][Z]')", "0"),
        EvaluationCase("$toMillis('1970-001 GMT', '[Y]-[d] [z]')", "0"),
        EvaluationCase("$toMillis('1970', '[Y]') + $toMillis('1970-02', '[Y]-[M]')", "2678400000"),
        EvaluationCase("$toMillis('06:07', '[H]:[m]') ~> $fromMillis()", #""2017-05-15T06:07:00.000Z""#),
        EvaluationCase("$toMillis('0.5', '[s].[f]') ~> $fromMillis('[s].[f001]')", #""00.500""#),
        EvaluationCase("$toMillis('2017-02-29', '[Y]-[M]-[D]')", nil),
        EvaluationCase("$toMillis('2017-366', '[Y]-[d]')", nil),
        EvaluationCase("$toMillis('2017-13-01', '[Y]-[M]-[D]')", nil),
        EvaluationCase("$toMillis('2017 and more', '[Y]')", nil),
        EvaluationCase("$toMillis('text', 'text')", nil),
        EvaluationCase("$toMillis($pad('1', 5000, '1'), '[Y][M][D][H][m][s]')", nil),
    ])
    func timesAreRead(_ example: EvaluationCase) throws { try example.check(on: "null") }

    @Test(arguments: [
        ("$fromMillis(0, '[Y')", "D3135"), ("$fromMillis(0, '[q]')", "D3132"), ("$fromMillis(0, '[]')", "D3132"),
        ("$fromMillis(0, '[HN]')", "D3133"), ("$fromMillis(0, '[Z00000]')", "D3134"),
        ("$fromMillis(0, '[Y?]')", "D3130"), ("$fromMillis(0, '[Y]', 'CET')", "T0410"),
        ("$fromMillis(0, '[Y]', '+9900')", "T0410"), ("$toMillis('1 1', '[Y] [D]')", "D3136"),
        ("$toMillis('2018-32-5', '[X]-[W]-[F1]')", "D3136"), ("$toMillis('Mon', '[FNn,3-3]')", "D3136"),
    ])
    func picturesThatAreWrongAreRefused(_ source: String, _ code: String) {
        let environment = EvaluationCase.environment
        let error = #expect(throws: JSONataError.self) {
            try JSONataExpression(source, dialect: .plain).evaluate(nil, scopes: [], environment: environment)
        }
        #expect(error?.code == code)
    }

    @Test func isoWeeksGoFromMondayToSunday() throws {
        for (day, week) in [("2005-01-01", "2004-W53-6"), ("2008-12-29", "2009-W01-1"), ("2010-01-03", "2009-W53-7")] {
            let source = "$fromMillis($toMillis('\(day)'), '[X0001]-W[W01]-[F1]')"
            try EvaluationCase(source, "\"\(week)\"").check(on: "null")
        }
    }

    @Test func widthsAreBounded() throws {
        let source = "$length($fromMillis(0, '[Y,99999999999999999999999][MNn,99999999999999999999]')) < 10000"
        try EvaluationCase(source, "true").check(on: "null")
    }
}
