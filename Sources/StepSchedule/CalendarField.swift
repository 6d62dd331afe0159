/// One component of a calendar event: its name and its numbers (systemd.time(7), "Calendar events").
struct CalendarField {
    let name: String
    let range: ClosedRange<Int>
    /// Whether a value with a repetition goes on to the lower ones.
    var countsDown = false

    static let year = CalendarField(name: "year", range: 1_970...2_199)
    static let month = CalendarField(name: "month", range: 1...12)
    static let day = CalendarField(name: "day", range: 1...31)
    /// The last day is 1.
    static let dayFromEnd = CalendarField(name: "day from the month's end", range: 1...31, countsDown: true)
    static let hour = CalendarField(name: "hour", range: 0...23)
    static let minute = CalendarField(name: "minute", range: 0...59)
    static let second = CalendarField(name: "second", range: 0...59)

    /// The numbers that `text` lists; nil for all of them.
    func values(_ source: ScheduleText, _ text: Range<Int>) throws(ScheduleError) -> Set<Int>? {
        if source[text] == "*" { return nil }
        var values: Set<Int> = []
        for item in source.parts(of: text, separatedBy: UInt8(ascii: ",")) {
            values.formUnion(try self.values(ofItem: item, source, in: text))
        }
        return values
    }

    private func values(
        ofItem item: Range<Int>,
        _ source: ScheduleText,
        in text: Range<Int>
    ) throws(ScheduleError) -> [Int] {
        let slash = source.first(UInt8(ascii: "/"), in: item)
        let spread = item.lowerBound..<(slash ?? item.upperBound)
        var step = 1
        if let slash {
            let digits = slash + 1..<item.upperBound
            guard let number = source.number(digits), number > 0 else {
                throw ScheduleError("the repetition after `/` must be a number of at least 1", at: item)
            }
            step = number
        }
        var first = range.lowerBound
        // A value with a repetition goes on to the end, one without it stands alone.
        var last = range.upperBound
        if source[spread] == "*" {
            first = range.lowerBound
        } else if let (lower, upper) = Self.bounds(source, spread) {
            first = try value(source, lower, in: text)
            last = try value(source, upper, in: text)
            guard first <= last else {
                throw ScheduleError("the range \(source[spread]) runs backwards", at: spread)
            }
        } else {
            first = try value(source, spread, in: text)
            if slash == nil { last = first }
            // Counted from the month's end, a repetition goes on towards it.
            if slash != nil, countsDown { return Array(stride(from: first, through: range.lowerBound, by: -step)) }
        }
        return Array(stride(from: first, through: last, by: step))
    }

    private func value(_ source: ScheduleText, _ text: Range<Int>, in whole: Range<Int>) throws(ScheduleError) -> Int {
        guard let number = source.number(text) else {
            throw ScheduleError(
                text.isEmpty ? "a \(name) is missing" : "'\(source[text])' is no \(name)",
                at: text.isEmpty ? whole : text
            )
        }
        // Two digits mean a year of this century and the last (systemd: 70 to 99 is 19xx).
        let value = name == "year" && number < 100 ? number + (number < 70 ? 2_000 : 1_900) : number
        guard range.contains(value) else {
            throw ScheduleError(
                "\(name) \(number) is out of range: \(range.lowerBound) to \(range.upperBound)",
                at: text
            )
        }
        return value
    }

    /// What stands on both sides of `..`; nil where there is none.
    static func bounds(_ source: ScheduleText, _ text: Range<Int>) -> (Range<Int>, Range<Int>)? {
        let point = UInt8(ascii: ".")
        guard let place = text.dropLast().first(where: { source.bytes[$0] == point && source.bytes[$0 + 1] == point })
        else { return nil }
        return (text.lowerBound..<place, place + 2..<text.upperBound)
    }
}
