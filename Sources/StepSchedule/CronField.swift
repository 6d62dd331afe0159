/// One field of a cron expression: its name, its numbers and the names that stand for them.
///
/// Reads what both dialects share: `*`, numbers, names, ranges, steps (`*/15`, `10-40/5`, `5/15`) and lists of these.
struct CronField {
    let name: String
    let range: ClosedRange<Int>
    /// The last value that `*` and `n/step` reach; below the range's end only where a value has two numbers.
    let openEnd: Int
    /// Upper-case names of the values from `firstNamed` on.
    let names: [String]
    let firstNamed: Int

    private init(_ name: String, _ range: ClosedRange<Int>, openEnd: Int? = nil, names: [String] = [], from: Int = 0) {
        self.name = name
        self.range = range
        self.openEnd = openEnd ?? range.upperBound
        self.names = names
        firstNamed = from
    }

    private static let monthNames = [
        "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
    ]
    private static let weekdayNames = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]

    static let minute = CronField("minute", 0...59)
    static let hour = CronField("hour", 0...23)
    static let dayOfMonth = CronField("day of month", 1...31)
    static let month = CronField("month", 1...12, names: monthNames, from: 1)
    /// Unix: Sunday is 0, and 7 as well.
    static let unixWeekday = CronField("day of week", 0...7, openEnd: 6, names: weekdayNames, from: 0)
    /// EventBridge: Sunday is 1.
    static let eventBridgeWeekday = CronField("day of week", 1...7, names: weekdayNames, from: 1)
    static let year = CronField("year", 1_970...2_199)

    /// Whether the field starts with `*`, which crontab(5) calls unrestricted, whatever its step.
    static func isStarred(_ source: ScheduleText, _ text: Range<Int>) -> Bool {
        source.bytes[text.lowerBound] == UInt8(ascii: "*")
    }

    /// The numbers that `text` lists, in the field's own numbering.
    func values(_ source: ScheduleText, _ text: Range<Int>) throws(ScheduleError) -> Set<Int> {
        var values: Set<Int> = []
        for item in source.parts(of: text, separatedBy: UInt8(ascii: ",")) {
            guard !item.isEmpty else {
                throw ScheduleError("a value is missing in the \(name) field", at: text)
            }
            values.formUnion(try itemValues(source, item))
        }
        return values
    }

    /// The same as a bit mask: bit n is value n. Only for fields whose values are below 64.
    func mask(_ source: ScheduleText, _ text: Range<Int>) throws(ScheduleError) -> UInt64 {
        try values(source, text).reduce(0) { $0 | 1 << UInt64($1) }
    }

    private func itemValues(
        _ source: ScheduleText,
        _ item: Range<Int>
    ) throws(ScheduleError) -> StrideThrough<Int> {
        guard let slash = source.first(UInt8(ascii: "/"), in: item) else {
            let span = try self.span(source, item, isOpen: false)
            return stride(from: span.lowerBound, through: span.upperBound, by: 1)
        }
        let span = try self.span(source, item.lowerBound..<slash, isOpen: true)
        let stepText = (slash + 1)..<item.upperBound
        guard let step = source.number(stepText), step > 0 else {
            throw ScheduleError("the step in '\(source[item])' is not a positive number", at: item)
        }
        guard step <= openEnd - range.lowerBound else {
            throw ScheduleError(
                "step \(step) is longer than the \(name) field, \(range.lowerBound) to \(openEnd)",
                at: stepText
            )
        }
        return stride(from: span.lowerBound, through: span.upperBound, by: step)
    }

    /// `*`, `a-b`, or `a`, which with a step after it runs to the end of the field.
    private func span(
        _ source: ScheduleText,
        _ text: Range<Int>,
        isOpen: Bool
    ) throws(ScheduleError) -> ClosedRange<Int> {
        if text.count == 1, source.bytes[text.lowerBound] == UInt8(ascii: "*") { return range.lowerBound...openEnd }
        guard let dash = source.first(UInt8(ascii: "-"), in: text) else {
            let lower = try value(source, text)
            return isOpen ? lower...max(lower, openEnd) : lower...lower
        }
        let lower = try value(source, text.lowerBound..<dash)
        let upperText = (dash + 1)..<text.upperBound
        var upper = try value(source, upperText)
        // A week that ends on the Unix Sunday: MON-SUN is 1-7.
        if upper < lower, upper == 0, range.upperBound > openEnd { upper = range.upperBound }
        guard lower <= upper else {
            throw ScheduleError(
                "the range '\(source[text])' in the \(name) field runs backwards",
                at: text,
                hint: "write it as two: \(source[text.lowerBound..<dash])-\(openEnd),"
                    + "\(range.lowerBound)-\(source[upperText])"
            )
        }
        return lower...upper
    }

    /// One number or name.
    func value(_ source: ScheduleText, _ text: Range<Int>) throws(ScheduleError) -> Int {
        if let number = source.number(text) {
            guard range.contains(number) else {
                throw ScheduleError(
                    "\(name) \(number) is out of range: \(range.lowerBound) to \(range.upperBound)",
                    at: text
                )
            }
            return number
        }
        if let index = names.firstIndex(of: source[text].uppercased()) { return firstNamed + index }
        let what = text.isEmpty ? "a value is missing in" : "'\(source[text])' is not a value of"
        var hint = "\(range.lowerBound) to \(range.upperBound)"
        if let first = names.first, let last = names.last { hint += ", or \(first) to \(last)" }
        throw ScheduleError("\(what) the \(name) field", at: text, hint: hint)
    }
}
