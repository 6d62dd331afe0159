import StepTime
import Testing

@Suite struct CivilDateTests {
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
