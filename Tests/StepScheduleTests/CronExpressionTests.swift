import StepSchedule
import Testing

@Suite struct CronExpressionTests {
    @Test(
        arguments: [
            ("30 2 * * *", "2026-11-23T12:00:00Z", "2026-11-24T02:30:00Z"),
            ("30 2 * * *", "2026-11-23T02:29:59Z", "2026-11-23T02:30:00Z"),
            ("30 2 * * *", "2026-11-23T02:30:00Z", "2026-11-24T02:30:00Z"),
            ("*/15 * * * *", "2026-11-23T23:45:00Z", "2026-11-24T00:00:00Z"),
            ("0-10/5,58 9-17/4 * * *", "2026-11-23T09:10:00Z", "2026-11-23T09:58:00Z"),
            ("5/20 8 * * *", "2026-11-23T08:25:01Z", "2026-11-23T08:45:00Z"),
            ("0 0 29 2 *", "2026-11-23T00:00:00Z", "2028-02-29T00:00:00Z"),
            ("0 0 29 2 *", "2096-02-29T00:00:00Z", "2104-02-29T00:00:00Z"),
            ("0 0 31 * *", "2026-01-31T00:00:00Z", "2026-03-31T00:00:00Z"),
            ("0 12 * * mon-FRI", "2026-11-20T12:00:00Z", "2026-11-23T12:00:00Z"),
            ("0 12 * * 7", "2026-11-23T00:00:00Z", "2026-11-29T12:00:00Z"),
            ("0 12 * * 0", "2026-11-23T00:00:00Z", "2026-11-29T12:00:00Z"),
            ("0 12 * * FRI-SUN", "2026-11-28T12:00:00Z", "2026-11-29T12:00:00Z"),
            ("0 0 13 * FRI", "2026-11-10T00:00:00Z", "2026-11-13T00:00:00Z"),
            ("0 0 13 * FRI", "2026-11-13T00:00:00Z", "2026-11-20T00:00:00Z"),
            ("0 0 */2 * MON", "2026-11-21T00:00:00Z", "2026-11-23T00:00:00Z"),
            ("0 0 */2 * MON", "2026-11-23T00:00:00Z", "2026-12-07T00:00:00Z"),
            ("0 0 1 jan,JUL *", "2026-11-23T00:00:00Z", "2027-01-01T00:00:00Z"),
            ("@hourly", "2026-11-23T12:00:01Z", "2026-11-23T13:00:00Z"),
            ("daily", "2026-11-23T12:00:01Z", "2026-11-24T00:00:00Z"),
            ("@weekly", "2026-11-23T12:00:01Z", "2026-11-29T00:00:00Z"),
            ("monthly", "2026-11-23T12:00:01Z", "2026-12-01T00:00:00Z"),
            ("@yearly", "2026-11-23T12:00:01Z", "2027-01-01T00:00:00Z"),
            ("  0\t0  1 1  * ", "2026-11-23T12:00:01Z", "2027-01-01T00:00:00Z"),
        ]
    ) func nextSlotInUTC(text: String, after: String, expected: String) throws {
        let next = try CronExpression(parsing: text).next(after: ZoneFile.instant(after), in: .utc)
        #expect(ZoneFile.text(next) == expected)
    }

    @Test(
        arguments: [
            // A gap: at its end. A fold: the first pass only.
            ("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z"),
            ("30 2 * * *", "Europe/Berlin", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"),
            ("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z"),
            ("30 2 * * *", "Europe/Berlin", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"),
            ("0 3 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z"),
            ("30 1 * * *", "America/New_York", "2026-11-01T05:00:00Z", "2026-11-01T05:30:00Z"),
            ("30 1 * * *", "America/New_York", "2026-11-01T05:30:00Z", "2026-11-02T06:30:00Z"),
            ("30 2 * * *", "America/New_York", "2099-03-08T05:00:00Z", "2099-03-08T07:00:00Z"),
            ("15 2 * * *", "Australia/Lord_Howe", "2026-10-03T12:00:00Z", "2026-10-03T15:30:00Z"),
            ("45 1 * * *", "Australia/Lord_Howe", "2026-04-04T12:00:00Z", "2026-04-04T14:45:00Z"),
            ("45 1 * * *", "Australia/Lord_Howe", "2026-04-04T14:45:00Z", "2026-04-05T15:15:00Z"),
            // 30 December 2011 did not take place in Samoa.
            ("0 12 30 12 *", "Pacific/Apia", "2011-12-29T22:00:00Z", "2011-12-30T10:00:00Z"),
            ("0 12 * * *", "Pacific/Apia", "2011-12-30T10:00:00Z", "2011-12-30T22:00:00Z"),
            // Ramadan 2026: the clock goes back on 15 February and forward on 22 March.
            ("30 2 * * *", "Africa/Casablanca", "2026-02-14T12:00:00Z", "2026-02-15T01:30:00Z"),
            ("30 2 * * *", "Africa/Casablanca", "2026-02-15T01:30:00Z", "2026-02-16T02:30:00Z"),
            ("30 2 * * *", "Africa/Casablanca", "2026-03-21T12:00:00Z", "2026-03-22T02:00:00Z"),
            // An open hour follows elapsed time.
            ("30 * * * *", "Europe/Berlin", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"),
            ("30 * * * *", "Europe/Berlin", "2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z"),
            ("15 * * * *", "Australia/Lord_Howe", "2026-10-03T15:15:00Z", "2026-10-03T16:15:00Z"),
        ]
    ) func clockChanges(text: String, zone: String, after: String, expected: String) throws {
        let rules = try ZoneFile.rules(zone)
        let next = try CronExpression(parsing: text).next(after: ZoneFile.instant(after), in: rules)
        #expect(ZoneFile.text(next) == expected)
    }

    @Test(
        arguments: [
            ("* * * *", 0, 7), ("60 * * * *", 0, 2), ("0 24 * * *", 2, 2), ("0 0 0 * *", 4, 1), ("0 0 * 13 *", 6, 2),
            ("0 0 * * 8", 8, 1), ("0 0 * * MONDAY", 8, 6), ("*/0 * * * *", 0, 3), ("*/90 * * * *", 2, 2),
            ("5- * * * *", 2, 0), ("1,,2 * * * *", 0, 4), ("0 22-2 * * *", 2, 4), ("0 0 30 2 *", 0, 10),
            ("@reboot", 0, 7), ("sometimes", 0, 9), ("0 0 * * ?", 8, 1), ("x * * * *", 0, 1), ("1-2-3 * * * *", 2, 3),
            ("-1 * * * *", 0, 0), ("0 0 * * * *", 0, 11), ("", 0, 0), ("99999999999999999999 * * * *", 0, 20),
        ]
    ) func badTextIsRefusedAtItsPlace(text: String, offset: Int, length: Int) {
        let error = #expect(throws: ScheduleError.self) { try CronExpression(parsing: text) }
        #expect(error.map { [$0.offset, $0.length] } == [offset, length], "\(error.map(String.init) ?? "")")
    }

    @Test func instantsAtTheEndsOfTimeHaveNoSlot() throws {
        let cron = try CronExpression(parsing: "0 0 * * *")
        #expect(cron.next(after: Int64.max, in: .utc) == nil)
        #expect(ZoneFile.text(cron.next(after: Int64.min, in: .utc)) == "0001-01-02T00:00:00Z")
    }
}
