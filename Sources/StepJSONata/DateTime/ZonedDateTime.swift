import StepTime

/// A moment as the clocks of a time zone show it.
struct ZonedDateTime {
    let time: CivilDateTime
    let offset: TimeZoneOffset

    init(milliseconds: Int64, _ offset: TimeZoneOffset) {
        time = CivilDateTime(milliseconds: milliseconds + Int64(offset.minutes) * 60_000)
        self.offset = offset
    }
}
