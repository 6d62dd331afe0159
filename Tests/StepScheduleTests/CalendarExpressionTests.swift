import StepSchedule
import StepTime
import Testing

@Suite struct CalendarExpressionTests {
    /// What `systemd-analyze calendar --base-time "2026-11-27 15:20:00 UTC"` prints (systemd 252).
    static let oracle: [(String, [String])] = [
        (
            "*-*-* 02:30",
            ["2026-11-28T02:30:00Z", "2026-11-29T02:30:00Z", "2026-11-30T02:30:00Z", "2026-12-01T02:30:00Z"]
        ),
        (
            "Mon..Fri *-*-* 02:30",
            ["2026-11-30T02:30:00Z", "2026-12-01T02:30:00Z", "2026-12-02T02:30:00Z", "2026-12-03T02:30:00Z"]
        ),
        (
            "Sat,Sun 08:00",
            ["2026-11-28T08:00:00Z", "2026-11-29T08:00:00Z", "2026-12-05T08:00:00Z", "2026-12-06T08:00:00Z"]
        ),
        (
            "*-*-01 04:00",
            ["2026-12-01T04:00:00Z", "2027-01-01T04:00:00Z", "2027-02-01T04:00:00Z", "2027-03-01T04:00:00Z"]
        ),
        ("*-02~01", ["2027-02-28T00:00:00Z", "2028-02-29T00:00:00Z", "2029-02-28T00:00:00Z", "2030-02-28T00:00:00Z"]),
        ("*-*~07/1", ["2026-11-28T00:00:00Z", "2026-11-29T00:00:00Z", "2026-11-30T00:00:00Z", "2026-12-25T00:00:00Z"]),
        (
            "Mon *-*-1..7 06:00",
            ["2026-12-07T06:00:00Z", "2027-01-04T06:00:00Z", "2027-02-01T06:00:00Z", "2027-03-01T06:00:00Z"]
        ),
        ("*:0/15", ["2026-11-27T15:30:00Z", "2026-11-27T15:45:00Z", "2026-11-27T16:00:00Z", "2026-11-27T16:15:00Z"]),
        (
            "*-*-* 0/6:00:00",
            ["2026-11-27T18:00:00Z", "2026-11-28T00:00:00Z", "2026-11-28T06:00:00Z", "2026-11-28T12:00:00Z"]
        ),
        ("2028-02-29", ["2028-02-29T00:00:00Z"]),
        ("*-1/3-01", ["2027-01-01T00:00:00Z", "2027-04-01T00:00:00Z", "2027-07-01T00:00:00Z", "2027-10-01T00:00:00Z"]),
        (
            "*-*-* *:*:0/20",
            ["2026-11-27T15:20:20Z", "2026-11-27T15:20:40Z", "2026-11-27T15:21:00Z", "2026-11-27T15:21:20Z"]
        ),
        ("weekly", ["2026-11-30T00:00:00Z", "2026-12-07T00:00:00Z", "2026-12-14T00:00:00Z", "2026-12-21T00:00:00Z"]),
        (
            "quarterly",
            ["2027-01-01T00:00:00Z", "2027-04-01T00:00:00Z", "2027-07-01T00:00:00Z", "2027-10-01T00:00:00Z"]
        ),
        (
            "*-12-24..26 18:00",
            ["2026-12-24T18:00:00Z", "2026-12-25T18:00:00Z", "2026-12-26T18:00:00Z", "2027-12-24T18:00:00Z"]
        ),
        ("2026..2028-06-15", ["2027-06-15T00:00:00Z", "2028-06-15T00:00:00Z"]),
        (
            "Thu *-11-22..28",
            ["2027-11-25T00:00:00Z", "2028-11-23T00:00:00Z", "2029-11-22T00:00:00Z", "2030-11-28T00:00:00Z"]
        ),
        ("*-*-31", ["2026-12-31T00:00:00Z", "2027-01-31T00:00:00Z", "2027-03-31T00:00:00Z", "2027-05-31T00:00:00Z"]),
        ("hourly", ["2026-11-27T16:00:00Z", "2026-11-27T17:00:00Z", "2026-11-27T18:00:00Z", "2026-11-27T19:00:00Z"]),
        ("*-*~03", ["2026-11-28T00:00:00Z", "2026-12-29T00:00:00Z", "2027-01-29T00:00:00Z", "2027-02-26T00:00:00Z"]),
    ]

    private static let base = "2026-11-27T15:20:00Z"

    @Test(arguments: oracle)
    func slotsAreThoseOfSystemd(expression: String, slots: [String]) throws {
        var instant = try #require(Timestamp(rfc3339: Self.base)).milliseconds
        let calendar = try CalendarExpression(parsing: expression)
        for slot in slots {
            instant = try #require(calendar.next(after: instant, in: .utc))
            #expect(Timestamp(milliseconds: instant) == Timestamp(rfc3339: slot))
        }
    }

    @Test func aScheduleMayBeOne() throws {
        let schedule = try ScheduleExpression(parsing: "calendar(Mon..Fri *-*-* 02:30)")
        #expect(schedule == .calendar(try CalendarExpression(parsing: "Mon..Fri *-*-* 02:30")))
    }

    @Test(arguments: [
        ("", 0, "the calendar event is empty"), ("*-*-* 24:00", 6, "hour 24 is out of range: 0 to 23"),
        ("Funday", 0, "'Funday' is no day of the week"),
        ("Fri..Mon", 0, "the range Fri..Mon runs backwards: the week begins on Monday"),
        ("*-13-01", 2, "month 13 is out of range: 1 to 12"),
        ("*-02-30", 0, "'*-02-30' matches no date: no such month has that day"),
        ("*-*-* 02:30 UTC", 12, "a time zone does not belong in here"),
        ("*-*-5..3", 4, "the range 5..3 runs backwards"),
        ("*-*-*/0", 4, "the repetition after `/` must be a number of at least 1"),
        ("1-2-3-4", 0, "'1-2-3-4' is no date"), ("1:2:3:4", 0, "'1:2:3:4' is no time of day"),
    ])
    func whatIsWrongHasAPlace(expression: String, offset: Int, message: String) throws {
        let error = try #require(throws: ScheduleError.self) { try CalendarExpression(parsing: expression) }
        #expect(error.message == message && error.offset == offset)
    }
}
