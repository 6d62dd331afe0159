import StepSchedule
import Testing

@Suite struct ScheduleExpressionTests {
    @Test(
        arguments: [
            ("cron(30 2 * * ? *)", "2026-11-23T12:00:00Z", "2026-11-24T02:30:00Z"),
            ("cron(0 10 ? * 2-6 *)", "2026-11-20T10:00:00Z", "2026-11-23T10:00:00Z"),
            ("cron(0 10 ? * MON-FRI *)", "2026-11-20T10:00:00Z", "2026-11-23T10:00:00Z"),
            ("cron(0 0 L * ? *)", "2028-02-01T00:00:00Z", "2028-02-29T00:00:00Z"),
            ("cron(0 0 ? * L *)", "2026-11-23T00:00:00Z", "2026-11-28T00:00:00Z"),
            ("cron(0 0 ? * 6L *)", "2026-11-23T00:00:00Z", "2026-11-27T00:00:00Z"),
            ("cron(0 0 ? * FRIL *)", "2026-11-27T00:00:00Z", "2026-12-25T00:00:00Z"),
            ("cron(0 0 ? * 3#2 *)", "2026-11-23T00:00:00Z", "2026-12-08T00:00:00Z"),
            ("cron(0 0 ? * TUE#5 *)", "2026-11-23T00:00:00Z", "2026-12-29T00:00:00Z"),
            ("cron(0 0 ? 2 MON#5 *)", "2026-11-23T00:00:00Z", "2044-02-29T00:00:00Z"),
            ("cron(0 0 15W * ? *)", "2026-11-01T00:00:00Z", "2026-11-16T00:00:00Z"),
            ("cron(0 0 1W * ? *)", "2026-07-15T00:00:00Z", "2026-08-03T00:00:00Z"),
            ("cron(0 0 31W * ? *)", "2026-05-02T00:00:00Z", "2026-05-29T00:00:00Z"),
            ("cron(0 0 LW * ? *)", "2026-05-02T00:00:00Z", "2026-05-29T00:00:00Z"),
            ("cron(0/20 * * * ? 2027-2030)", "2026-05-02T00:00:00Z", "2027-01-01T00:00:00Z"),
            ("cron(0 0 1 1 ? 2150)", "2026-05-02T00:00:00Z", "2150-01-01T00:00:00Z"),
            ("rate(5 minutes)", "2026-01-01T00:07:00Z", "2026-01-01T00:10:00Z"),
            ("rate(1 hour)", "2025-12-31T00:07:00Z", "2026-01-01T00:00:00Z"),
            ("rate(7 days)", "2026-01-01T00:00:00Z", "2026-01-08T00:00:00Z"),
            ("every 90s", "2026-01-01T00:01:29Z", "2026-01-01T00:01:30Z"),
            ("every 1h 30m", "2026-01-01T01:30:00Z", "2026-01-01T03:00:00Z"),
            ("at(2026-11-23T02:30:00)", "2026-11-23T02:29:59Z", "2026-11-23T02:30:00Z"),
            ("0 0 1 * *", "2026-11-23T02:29:59Z", "2026-12-01T00:00:00Z"),
        ]
    ) func nextSlotInUTC(text: String, after: String, expected: String) throws {
        let anchor = try ZoneFile.instant("2026-01-01T00:00:00Z")
        let next = try ScheduleExpression(parsing: text).next(after: ZoneFile.instant(after), in: .utc, anchor: anchor)
        #expect(ZoneFile.text(next) == expected)
    }

    @Test(
        arguments: [
            ("at(2026-11-23T02:30:00)", "2026-11-23T02:30:00Z"), ("cron(0 0 1 1 ? 2020)", "2026-11-23T02:30:00Z"),
            ("cron(0 0 1 1 ? *)", "2199-11-23T02:30:00Z"),
        ]
    ) func noSlotIsLeft(text: String, after: String) throws {
        #expect(try ScheduleExpression(parsing: text).next(after: ZoneFile.instant(after), in: .utc, anchor: 0) == nil)
    }

    @Test(
        arguments: [
            ("at(2026-03-29T02:30:00)", "2026-03-29T01:00:00Z"), ("at(2026-10-25T02:30:00)", "2026-10-25T00:30:00Z"),
            ("cron(30 2 29 3 ? 2026)", "2026-03-29T01:00:00Z"), ("cron(30 2 25 10 ? 2026)", "2026-10-25T00:30:00Z"),
        ]
    ) func wallClockOfBerlin(text: String, expected: String) throws {
        let rules = try ZoneFile.rules("Europe/Berlin")
        let after = try ZoneFile.instant("2026-01-01T00:00:00Z")
        let next = try #require(try ScheduleExpression(parsing: text).next(after: after, in: rules, anchor: 0))
        #expect(ZoneFile.text(next) == expected)
        #expect(try ScheduleExpression(parsing: text).next(after: next, in: rules, anchor: 0) == nil)
    }

    @Test(
        arguments: [
            ("cron(30 2 * * *)", 5, 10), ("cron(0 10 * * * *)", 14, 1), ("cron(0 10 1 * 2 *)", 10, 1),
            ("cron(0 10 ? * ? *)", 10, 5), ("cron(0 10 ? * 0 *)", 14, 1), ("cron(0 10 ? * 2#6 *)", 14, 3),
            ("cron(0 10 32W * ? *)", 10, 2), ("cron(0 10 1 * ? 2200)", 16, 4), ("cron(0 10 30 2 ? *)", 5, 13),
            ("cron(0 10 ? * 3#1,6#3 *)", 14, 7), ("rate(5)", 5, 1), ("rate(0 minutes)", 5, 1), ("rate(5 weeks)", 7, 5),
            ("rate(5 seconds)", 7, 7), ("rate(5 minutes", 14, 0), ("every", 5, 0), ("every 0s", 6, 2),
            ("every 5 parsecs", 8, 7), ("at(2026-02-29T00:00:00)", 11, 2), ("at(tomorrow)", 3, 8),
            ("at(2026-02-28T24:00:00)", 14, 8), ("when(1)", 0, 7), ("   ", 3, 0), ("rate(99999999999 days)", 5, 16),
        ]
    ) func badTextIsRefusedAtItsPlace(text: String, offset: Int, length: Int) {
        let error = #expect(throws: ScheduleError.self) { try ScheduleExpression(parsing: text) }
        #expect(error.map { [$0.offset, $0.length] } == [offset, length], "\(error.map(String.init) ?? "")")
    }

    @Test func noTextTraps() throws {
        let alphabet = Array("0123456789 *?/-,#LWPTMS()@:smhdw.é\t")
        var random = SplitMix(state: 7)
        let prefixes = ["", "cron(", "rate(", "at(", "every ", "P", "@"]
        for _ in 0..<20_000 {
            let count = Int.random(in: 0...24, using: &random)
            let tail = String((0..<count).compactMap { _ in alphabet.randomElement(using: &random) })
            let text = (prefixes.randomElement(using: &random) ?? "") + tail
            _ = (try? ScheduleExpression(parsing: text))?.next(after: 1_700_000_000_000, in: .utc, anchor: 0)
            _ = try? DurationText(parsing: text)
        }
        #expect(throws: ScheduleError.self) { try ScheduleExpression(parsing: String(repeating: "*", count: 2_000)) }
    }

    @Test func slotsOfARateStayOnTheAnchorsGrid() throws {
        let rate = try RateExpression(parsing: "rate(7 minutes)")
        var random = SplitMix(state: 11)
        for _ in 0..<1_000 {
            let anchor = Int64.random(in: 0...2_000_000_000_000, using: &random)
            let after = Int64.random(in: 0...4_000_000_000_000, using: &random)
            let next = try #require(rate.next(after: after, anchor: anchor))
            #expect(next > after && next >= anchor && (next - anchor).isMultiple(of: 420_000))
            #expect(next - 420_000 <= after || next == anchor)
        }
        #expect(rate.next(after: Int64.max, anchor: 0) == nil)
    }
}
