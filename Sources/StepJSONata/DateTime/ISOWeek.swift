import StepTime

/// The week of a date as ISO 8601 counts them: from Monday, belonging to the year and month of its Thursday.
struct ISOWeek {
    private let thursday: CivilDate

    /// The week that `date` is in.
    init(_ date: CivilDate) {
        thursday = CivilDate(daysSince1970: date.daysSince1970 + 4 - date.isoWeekday)
    }

    /// The year it belongs to.
    var year: Int { thursday.year }

    /// The month it belongs to.
    var month: Int { thursday.month }

    /// Its number in that year.
    var numberInYear: Int { (thursday.dayOfYear - 1) / 7 + 1 }

    /// Its number in that month.
    var numberInMonth: Int { (thursday.day - 1) / 7 + 1 }
}

extension CivilDate {
    /// 1 for Monday to 7 for Sunday.
    var isoWeekday: Int { weekday == 0 ? 7 : weekday }

    /// 1 for the first of January.
    var dayOfYear: Int { daysSince1970 - CivilDate(year: year, month: 1, day: 1).daysSince1970 + 1 }
}
