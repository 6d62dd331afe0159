/// A span of time as people write it: `90s`, `1h30m`, `2d`, `1w`, plain seconds (`90`), or ISO 8601 (`PT5M`, `P1DT2H`).
///
/// Units stand in falling order, each once; a day is 24 hours. Months and years have no fixed length and are refused.
/// The longest span is what Amazon States Language allows in `TimeoutSeconds` and a Wait's `Seconds`.
package struct DurationText: Sendable, Equatable {
    /// 99,999,999 seconds, a little over three years.
    package static let secondsMax = 99_999_999

    /// From 0 to `secondsMax`.
    package let seconds: Int

    /// Reads `text`; an error's place counts from the start of `text`.
    package init(parsing text: some StringProtocol) throws(ScheduleError) {
        let source = try ScheduleText(text)
        try self.init(source, source.trimmed)
    }

    init(_ source: ScheduleText, _ range: Range<Int>) throws(ScheduleError) {
        guard let first = range.first else {
            throw ScheduleError("a duration is missing", at: range, hint: Self.hint)
        }
        if source.bytes[first] == UInt8(ascii: "P") {
            seconds = try Self.isoSeconds(source, range)
        } else if source.digits(at: range) == range {
            seconds = try Self.checked(source.number(range), unitSeconds: 1, sum: 0, at: range)
        } else {
            seconds = try Self.unitSeconds(source, range)
        }
    }

    private static let hint = "write it as 90s, 5m, 1h30m, 2d or 1w"

    private static let units: [(names: [String], seconds: Int)] = [
        (["w", "week", "weeks"], 604_800),
        (["d", "day", "days"], 86_400),
        (["h", "hr", "hour", "hours"], 3_600),
        (["m", "min", "minute", "minutes"], 60),
        (["s", "sec", "second", "seconds"], 1),
    ]

    /// Pairs of a number and a unit, with or without white space between them.
    private static func unitSeconds(_ source: ScheduleText, _ range: Range<Int>) throws(ScheduleError) -> Int {
        var rest = range
        var sum = 0
        var smallest = Int.max
        while !rest.isEmpty {
            let digits = source.digits(at: rest)
            guard !digits.isEmpty else {
                throw ScheduleError("'\(source[rest])' is not a duration: a number is missing", at: rest, hint: hint)
            }
            let afterNumber = source.trim(digits.upperBound..<rest.upperBound)
            let word = unitWord(source, afterNumber)
            guard !word.isEmpty else {
                throw ScheduleError("the unit after \(source[digits]) is missing", at: digits, hint: hint)
            }
            guard let unit = units.first(where: { $0.names.contains(source[word]) }) else {
                throw ScheduleError("'\(source[word])' is not a unit of time", at: word, hint: hint)
            }
            let pair = digits.lowerBound..<word.upperBound
            guard unit.seconds < smallest else {
                throw ScheduleError("'\(source[pair])' does not fit after a smaller unit", at: pair, hint: hint)
            }
            smallest = unit.seconds
            sum = try checked(source.number(digits), unitSeconds: unit.seconds, sum: sum, at: pair)
            rest = source.trim(word.upperBound..<rest.upperBound)
        }
        return sum
    }

    /// What stands before the next digit or space.
    private static func unitWord(_ source: ScheduleText, _ range: Range<Int>) -> Range<Int> {
        let end = range.first { source.isDigit(source.bytes[$0]) || source.bytes[$0] <= UInt8(ascii: " ") }
        return range.lowerBound..<(end ?? range.upperBound)
    }

    /// ISO 8601's `PnW` and `PnDTnHnMnS`, in whole numbers.
    private static func isoSeconds(_ source: ScheduleText, _ range: Range<Int>) throws(ScheduleError) -> Int {
        var rest = range.dropFirst()
        var sum = 0
        var smallest = Int.max
        var inTime = false
        while let first = rest.first {
            if source.bytes[first] == UInt8(ascii: "T"), !inTime, rest.count > 1 {
                inTime = true
                rest = rest.dropFirst()
                continue
            }
            let digits = source.digits(at: rest)
            guard !digits.isEmpty, digits.upperBound < rest.upperBound else {
                throw ScheduleError("'\(source[range])' is not an ISO 8601 duration", at: rest, hint: hint)
            }
            let pair = digits.lowerBound..<(digits.upperBound + 1)
            guard let unit = isoUnitSeconds(source.bytes[digits.upperBound], inTime: inTime), unit < smallest else {
                throw ScheduleError(
                    "'\(source[pair])' is not a part of an ISO 8601 duration here",
                    at: pair,
                    hint: hint
                )
            }
            smallest = unit
            sum = try checked(source.number(digits), unitSeconds: unit, sum: sum, at: pair)
            rest = pair.upperBound..<rest.upperBound
        }
        guard smallest < Int.max else {
            throw ScheduleError("'\(source[range])' is not an ISO 8601 duration", at: range, hint: hint)
        }
        return sum
    }

    private static func isoUnitSeconds(_ letter: UInt8, inTime: Bool) -> Int? {
        switch (letter, inTime) {
        case (UInt8(ascii: "W"), false): 604_800
        case (UInt8(ascii: "D"), false): 86_400
        case (UInt8(ascii: "H"), true): 3_600
        case (UInt8(ascii: "M"), true): 60
        case (UInt8(ascii: "S"), true): 1
        default: nil
        }
    }

    private static func checked(
        _ number: Int?,
        unitSeconds: Int,
        sum: Int,
        at range: Range<Int>
    ) throws(ScheduleError) -> Int {
        // A number has at most 12 digits and a unit at most 6, so that neither step overflows.
        guard let number, sum + number * unitSeconds <= secondsMax else {
            throw ScheduleError("the duration is longer than \(secondsMax) seconds", at: range)
        }
        return sum + number * unitSeconds
    }
}
