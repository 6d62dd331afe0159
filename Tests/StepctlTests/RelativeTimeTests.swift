import StepTime
import Testing

@testable import stepctl

@Suite struct RelativeTimeTests {
    @Test(
        arguments: [
            (0, "0ms"), (999, "999ms"), (1_000, "1s"), (1_234, "1.234s"), (59_007, "59.007s"), (60_000, "1min"),
            (184_999, "3min 4s"), (3_600_000, "1h"), (18_720_000, "5h 12min"), (3_605_000, "1h"),
            (86_400_000, "1 day"), (2 * 86_400_000 + 3 * 3_600_000, "2 days 3h"), (8 * 86_400_000, "1 week 1 day"),
            (40 * 86_400_000, "1 month 1 week"), (400 * 86_400_000, "1 year 1 month"),
        ] as [(Int64, String)]
    )
    func spansHaveAtMostTwoUnits(milliseconds: Int64, expected: String) {
        #expect(RelativeTime.span(milliseconds: milliseconds) == expected)
    }

    @Test(
        arguments: [
            (18_720_000, "in 5h 12min"), (-184_000, "3min 4s ago"), (0, "now"), (-400, "now"), (700, "in 1s"),
            (-1_900, "1s ago"),
        ] as [(Int64, String)]
    )
    func phrasesSayWhetherItIsPastOrComing(offset: Int64, expected: String) {
        let now = Timestamp(milliseconds: 1_795_437_000_000)
        #expect(RelativeTime.phrase(for: Timestamp(milliseconds: now.milliseconds + offset), now: now) == expected)
    }

    @Test func extremeTimesDoNotOverflow() {
        let now = Timestamp(milliseconds: 1_795_437_000_000)
        #expect(RelativeTime.phrase(for: Timestamp(milliseconds: .min), now: now) == "long ago")
        #expect(RelativeTime.span(milliseconds: .min).hasSuffix(" years"))
    }

    @Test(
        arguments: [
            (0, "Thu 1970-01-01 00:00:00 UTC", "00:00:00.000"),
            (1_795_437_023_045, "Mon 2026-11-23 12:30:23 UTC", "12:30:23.045"),
            (-1, "Wed 1969-12-31 23:59:59 UTC", "23:59:59.999"),
        ] as [(Int64, String, String)]
    )
    func timesInUTC(milliseconds: Int64, full: String, clock: String) {
        let time = Timestamp(milliseconds: milliseconds)
        #expect(TimeFormat(isUTC: true).full(time) == full)
        #expect(TimeFormat(isUTC: true).clock(time) == clock)
    }
}
