import StepSchedule
import StepTime
import Testing

/// Slots that clocks skip when they are set forward, in zones that do so at different hours and by different amounts.
@Suite struct SkippedSlotTests {
    @Test(arguments: [
        ("30 2 * * *", "Europe/Berlin", "2027-03-28T02:30", "2027-03-28T03:00"),
        ("0 2 * * *", "Europe/Berlin", "2027-03-28T02:00", "2027-03-28T03:00"),
        ("0 3 * * *", "Europe/Berlin", nil, nil),
        ("30 2 * * *", "America/New_York", "2027-03-14T02:30", "2027-03-14T03:00"),
        ("15 2 * * *", "Australia/Lord_Howe", "2027-10-03T02:15", "2027-10-03T02:30"),
        ("45 2 * * *", "Australia/Lord_Howe", nil, nil),
        ("30 2 * * *", "Asia/Tokyo", nil, nil),
        ("30 2 * * *", "UTC", nil, nil),
        // A rhythm follows elapsed time: nothing of it is skipped.
        ("*/15 * * * *", "Europe/Berlin", nil, nil),
        ("every 30m", "Europe/Berlin", nil, nil),
        ("30 2 * * 1", "Europe/Berlin", nil, nil),
        ("calendar(*-*-* 02:10:05)", "Europe/Berlin", "2027-03-28T02:10", "2027-03-28T03:00"),
        ("cron(30 2 * * ? *)", "Europe/Berlin", "2027-03-28T02:30", "2027-03-28T03:00"),
        ("at(2027-03-28T02:59:59)", "Europe/Berlin", "2027-03-28T02:59", "2027-03-28T03:00"),
    ])
    func theFirstWithinAYearIsFound(schedule: String, zone: String, wanted: String?, shown: String?) throws {
        let now = try #require(Timestamp(rfc3339: "2026-11-27T12:00:00Z")).milliseconds
        let rules = zone == "UTC" ? .utc : try ZoneFile.rules(zone)
        let slot = try ScheduleExpression(parsing: schedule).firstSkippedSlot(after: now, withinDays: 400, in: rules)
        func text(_ time: CivilDateTime?) -> String? {
            time.map { String(Timestamp(milliseconds: $0.milliseconds).rfc3339.prefix(16)) }
        }
        #expect(text(slot?.wanted) == wanted && text(slot?.shown) == shown)
    }

    @Test func whatIsFurtherAwayIsNot() throws {
        let now = try #require(Timestamp(rfc3339: "2026-11-27T12:00:00Z")).milliseconds
        let rules = try ZoneFile.rules("Europe/Berlin")
        let schedule = try ScheduleExpression(parsing: "30 2 * * *")
        #expect(schedule.firstSkippedSlot(after: now, withinDays: 100, in: rules) == nil)
    }
}
