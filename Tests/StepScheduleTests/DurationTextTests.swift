import StepSchedule
import Testing

@Suite struct DurationTextTests {
    @Test(
        arguments: [
            ("90s", 90), ("1h30m", 5_400), ("1h 30m", 5_400), ("5m", 300), ("2d", 172_800), ("1w", 604_800), ("60", 60),
            ("0", 0), ("0s", 0), ("PT5M", 300), ("P1DT2H", 93_600), ("P1W", 604_800), ("PT1H30M5S", 5_405),
            ("10 minutes", 600), ("1 hour", 3_600), (" 15min ", 900), ("99999999", 99_999_999), ("1w2d3h4m5s", 788_645),
        ]
    ) func textIsSeconds(text: String, seconds: Int) throws {
        #expect(try DurationText(parsing: text).seconds == seconds)
    }

    @Test(
        arguments: [
            ("", 0, 0), ("  ", 2, 0), ("5x", 1, 1), ("h", 0, 1), ("-5m", 0, 3), ("1.5h", 1, 1), ("30m1h", 3, 2),
            ("5m5m", 2, 2),
            ("5 M", 2, 1), ("500ms", 3, 2), ("1h30", 2, 2), ("100000000", 0, 9), ("200w", 0, 4), ("P", 0, 1),
            ("PT", 1, 1),
            ("P1M", 1, 2), ("P1Y", 1, 2), ("PT1.5H", 2, 2), ("PT5M1H", 4, 2), ("9999999999999s", 0, 14),
        ]
    ) func badTextIsRefusedAtItsPlace(text: String, offset: Int, length: Int) {
        let error = #expect(throws: ScheduleError.self) { try DurationText(parsing: text) }
        #expect(error.map { [$0.offset, $0.length] } == [offset, length], "\(error.map(String.init) ?? "")")
    }
}
