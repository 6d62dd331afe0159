import StepSchedule
import StepTime
import Testing

/// Compares the special days of EventBridge's cron with their definitions, day by day over some years.
@Suite struct EventBridgeCronOracleTests {
    struct Day {
        var day: Int
        /// Sunday is 1.
        var weekday: Int
        var daysInMonth: Int

        var isWorkday: Bool { (2...6).contains(weekday) }

        /// The weekday of another day of the same month.
        func weekday(of other: Int) -> Int { (weekday - 1 + other - day + 35) % 7 + 1 }
    }

    private func days(fromYear year: Int, count: Int) -> [(text: String, Day)] {
        var months: [[CivilDateTime]] = []
        var start = CivilDateTime(milliseconds: 0)
        start.date.year = year
        for index in 0..<count {
            let day = CivilDateTime(milliseconds: start.milliseconds + Int64(index) * 86_400_000)
            if day.date.day == 1 { months.append([]) }
            months[months.count - 1].append(day)
        }
        return months.dropLast().flatMap { month in
            month.map { time in
                let weekday = Int((time.milliseconds / 86_400_000 + 4) % 7) + 1
                return ("\(time.iso8601)Z", Day(day: time.date.day, weekday: weekday, daysInMonth: month.count))
            }
        }
    }

    private func check(_ expression: String, _ isDue: (Day) -> Bool) throws {
        let cron = try EventBridgeCronExpression(parsing: expression)
        let days = days(fromYear: 2027, count: 800)
        let expected = days.filter { isDue($0.1) }.map(\.text)
        let last = try ZoneFile.instant(#require(days.last?.text))
        var found: [String] = []
        var at = try ZoneFile.instant(#require(days.first?.text)) - 1
        while let next = cron.next(after: at, in: .utc), next <= last {
            found.append("\(CivilDateTime(milliseconds: next).iso8601)Z")
            at = next
        }
        #expect(found == expected, "\(expression)")
    }

    @Test(arguments: 1...31) func nearestWorkday(target: Int) throws {
        try check("cron(0 0 \(target)W * ? *)") { day in
            guard target <= day.daysInMonth, day.isWorkday else { return false }
            let workdays = (1...day.daysInMonth).filter { (2...6).contains(day.weekday(of: $0)) }
            return workdays.map { abs($0 - target) }.min() == abs(day.day - target)
        }
    }

    @Test(arguments: 1...7, 1...5) func nthWeekday(weekday: Int, number: Int) throws {
        try check("cron(0 0 ? * \(weekday)#\(number) *)") { day in
            day.weekday == weekday && (day.day - 1) / 7 + 1 == number
        }
    }

    @Test(arguments: 1...7) func lastWeekday(weekday: Int) throws {
        try check("cron(0 0 ? * \(weekday)L *)") { $0.weekday == weekday && $0.day + 7 > $0.daysInMonth }
    }

    @Test func lastDays() throws {
        try check("cron(0 0 L * ? *)") { $0.day == $0.daysInMonth }
        try check("cron(0 0 LW * ? *)") { day in
            day.isWorkday && (day.day + 1..<day.daysInMonth + 1).allSatisfy { !(2...6).contains(day.weekday(of: $0)) }
        }
        try check("cron(0 0 ? * L *)") { $0.weekday == 7 }
    }
}
