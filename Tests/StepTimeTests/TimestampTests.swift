import StepTime
import Testing

@Suite struct TimestampTests {
    @Test(arguments: [
        (Int64(0), "1970-01-01T00:00:00.000Z"),
        (951_782_400_123, "2000-02-29T00:00:00.123Z"),
        (-1, "1969-12-31T23:59:59.999Z"),
        (4_102_444_799_999, "2099-12-31T23:59:59.999Z"),
    ])
    func isWrittenAndReadBack(milliseconds: Int64, text: String) {
        #expect(Timestamp(milliseconds: milliseconds).rfc3339 == text)
        #expect(Timestamp(rfc3339: text)?.milliseconds == milliseconds)
    }

    @Test func offsetsAreTakenOff() {
        #expect(Timestamp(rfc3339: "2026-03-29T03:30:00+02:00") == Timestamp(rfc3339: "2026-03-29T01:30:00Z"))
        #expect(Timestamp(rfc3339: "2026-01-01T00:00:00.1239-05:30")?.rfc3339 == "2026-01-01T05:30:00.123Z")
    }

    @Test(arguments: [
        "", "2026-02-30T00:00:00Z", "2026-01-01t00:00:00Z", "2026-01-01T00:00:00z", "2026-01-01T00:00:00",
        "2026-01-01T24:00:00Z", "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00Z ", "2026-1-01T00:00:00Z",
    ])
    func othersAreRefused(text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }

    @Test func daysAndDatesAgreeOverFourCenturies() {
        var date = CivilDate(year: 1899, month: 12, day: 31)
        for days in date.daysSince1970..<date.daysSince1970 + 146_097 {
            #expect(date.daysSince1970 == days && CivilDate(daysSince1970: days) == date)
            date.day += 1
            if date.day > CivilDate.days(inMonth: date.month, ofYear: date.year) {
                date.day = 1
                date.month += 1
            }
            if date.month > 12 {
                date.month = 1
                date.year += 1
            }
        }
        #expect(CivilDate(year: 2026, month: 11, day: 23).weekday == 1)
    }
}
