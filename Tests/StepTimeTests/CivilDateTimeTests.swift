import StepTime
import Testing

@Suite struct CivilDateTimeTests {
    @Test func everyDayOfFourCenturiesGoesThereAndBack() {
        var milliseconds: Int64 = -6_000_000_000_000
        var before = CivilDateTime(milliseconds: milliseconds - 86_400_000).date
        for _ in 0..<146_097 {
            let time = CivilDateTime(milliseconds: milliseconds)
            #expect(time.milliseconds == milliseconds)
            let day = time.date
            let isNext = (day.year, day.month, day.day) > (before.year, before.month, before.day)
            #expect(isNext && (day.day == before.day + 1 || day.day == 1))
            before = day
            milliseconds += 86_400_000
        }
    }

    @Test(arguments: [
        (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
        (-1, "Wed, 31 Dec 1969 23:59:59 GMT"), (-62_135_596_800, "Mon, 01 Jan 0001 00:00:00 GMT"),
    ])
    func isWrittenAsHTTPWritesDates(seconds: Int, text: String) {
        #expect(CivilDateTime(seconds: seconds).httpDate == text)
    }

    @Test(arguments: [(7, 7, 1, 0), (6, 7, 0, 6), (-1, 7, -1, 6), (-7, 7, -1, 0), (-8, 7, -2, 6)])
    func quotientsAreRoundedDown(value: Int, divisor: Int, quotient: Int, remainder: Int) {
        #expect(value.quotientFloor(divisor) == quotient)
        #expect(value.remainderFloor(divisor) == remainder)
    }

    @Test(arguments: [(7, 3, "007"), (1234, 3, "1234"), (-7, 3, "-007"), (0, 0, "0")])
    func numbersArePadded(value: Int, width: Int, text: String) {
        #expect(value.padded(to: width) == text)
    }
}
