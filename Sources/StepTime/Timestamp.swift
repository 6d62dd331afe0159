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
        let time = CivilDateTime(milliseconds: milliseconds)
        return "\(time.iso8601).\(time.millisecond.padded(to: 3))Z"
    }

    /// Reads the RFC 3339 profile that the Amazon States Language asks for: an upper-case `T` between date and time,
    /// and an upper-case `Z` or a numeric offset at the end. Digits past the millisecond are dropped.
    package init?(rfc3339 text: String) {
        var reader = TimestampReader(text)
        guard let year = reader.number(4), reader.take("-"), let month = reader.number(2), reader.take("-"),
            let day = reader.number(2), reader.take("T"), let hour = reader.number(2), reader.take(":"),
            let minute = reader.number(2), reader.take(":"), let second = reader.number(2),
            let millisecond = reader.fractionMilliseconds(), let offset = reader.offsetSeconds(), reader.isAtEnd
        else { return nil }
        let date = CivilDate(year: year, month: month, day: day)
        let time = CivilDateTime(date, hour: hour, minute: minute, second: second, millisecond: millisecond)
        guard time.isValid else { return nil }
        self.init(milliseconds: time.milliseconds - Int64(offset) * 1000)
    }
}

extension TimestampReader {
    /// `Z`, or `+hh:mm` and `-hh:mm`.
    fileprivate mutating func offsetSeconds() -> Int? {
        if take("Z") { return 0 }
        let isNegative = take("-")
        guard isNegative || take("+"), let hours = number(2), take(":"), let minutes = number(2),
            hours <= 23, minutes <= 59
        else { return nil }
        return (isNegative ? -1 : 1) * (hours * 3600 + minutes * 60)
    }
}
