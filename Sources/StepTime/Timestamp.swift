/// An instant on the wall clock, in milliseconds since 1970-01-01T00:00:00Z: what history, timers and rows carry.
///
/// Milliseconds, because that is what Step Functions records. It is a value, not a clock: the pure core is handed
/// the time and never asks for it.
package struct Timestamp: Sendable, Hashable, Comparable {
    package var milliseconds: Int64

    @inlinable package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    @inlinable package static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.milliseconds < right.milliseconds
    }

    /// This instant moved by `seconds`; never past the ends of the range.
    package func adding(seconds: Double) -> Timestamp {
        let moved = Double(milliseconds) + (seconds * 1000).rounded()
        guard moved < Double(Int64.max) else { return Timestamp(milliseconds: .max) }
        guard moved > Double(Int64.min) else { return Timestamp(milliseconds: .min) }
        return Timestamp(milliseconds: milliseconds + Int64((seconds * 1000).rounded()))
    }

    /// Seconds since 1970 with the milliseconds as a fraction, as the AWS JSON protocol writes times.
    package var epochSeconds: Double { Double(milliseconds) / 1000 }
}

// MARK: - RFC 3339

extension Timestamp {
    /// `2026-11-23T12:00:00.123Z`, the form of the Context Object's times.
    package var rfc3339: String {
        let days = Int((milliseconds - Self.floorRemainder(milliseconds, 86_400_000)) / 86_400_000)
        let inDay = Int(Self.floorRemainder(milliseconds, 86_400_000))
        let date = CivilDate(daysSince1970: days)
        let seconds = inDay / 1000
        return "\(Self.padded(date.year, 4))-\(Self.padded(date.month, 2))-\(Self.padded(date.day, 2))T"
            + "\(Self.padded(seconds / 3600, 2)):\(Self.padded(seconds / 60 % 60, 2)):\(Self.padded(seconds % 60, 2))"
            + ".\(Self.padded(inDay % 1000, 3))Z"
    }

    /// Reads the RFC 3339 profile that the Amazon States Language asks for: an upper-case `T` between date and time,
    /// and an upper-case `Z` or a numeric offset at the end. Digits past the millisecond are dropped.
    package init?(rfc3339 text: String) {
        var reader = TimestampReader(text)
        guard let year = reader.number(4), reader.take("-"), let month = reader.number(2), reader.take("-"),
            let day = reader.number(2), reader.take("T"), let hour = reader.number(2), reader.take(":"),
            let minute = reader.number(2), reader.take(":"), let second = reader.number(2),
            let fraction = reader.fractionMilliseconds(), let offset = reader.offsetSeconds(), reader.isAtEnd
        else { return nil }
        let date = CivilDate(year: year, month: month, day: day)
        guard date.isValid, hour <= 23, minute <= 59, second <= 60 else { return nil }
        let seconds = date.daysSince1970 * 86_400 + hour * 3600 + minute * 60 + second - offset
        self.init(milliseconds: Int64(seconds) * 1000 + Int64(fraction))
    }

    private static func floorRemainder(_ value: Int64, _ divisor: Int64) -> Int64 {
        let remainder = value % divisor
        return remainder < 0 ? remainder + divisor : remainder
    }

    private static func padded(_ value: Int, _ width: Int) -> String {
        let digits = String(value.magnitude)
        let zeros = String(repeating: "0", count: max(0, width - digits.utf8.count))
        return (value < 0 ? "-" : "") + zeros + digits
    }
}

/// A cursor over the characters of a time.
private struct TimestampReader {
    private var rest: Substring.UTF8View

    init(_ text: String) { rest = Substring(text).utf8 }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard let first = rest.first, UInt32(first) == scalar.value else { return false }
        rest.removeFirst()
        return true
    }

    mutating func number(_ digits: Int) -> Int? {
        var value = 0
        for _ in 0..<digits {
            guard let digit = digit() else { return nil }
            value = value * 10 + digit
        }
        return value
    }

    /// 0 where there is no fraction; nil where a point has no digit after it.
    mutating func fractionMilliseconds() -> Int? {
        guard take(".") else { return 0 }
        var value = 0
        var scale = 100
        guard let first = digit() else { return nil }
        value = first * scale
        while let next = digit() {
            scale /= 10
            value += next * scale
        }
        return value
    }

    mutating func offsetSeconds() -> Int? {
        if take("Z") { return 0 }
        let isNegative = take("-")
        guard isNegative || take("+"), let hours = number(2), take(":"), let minutes = number(2),
            hours <= 23, minutes <= 59
        else { return nil }
        return (isNegative ? -1 : 1) * (hours * 3600 + minutes * 60)
    }

    private mutating func digit() -> Int? {
        guard let first = rest.first, UInt8(ascii: "0")...UInt8(ascii: "9") ~= first else { return nil }
        rest.removeFirst()
        return Int(first - UInt8(ascii: "0"))
    }
}
