/// An instant as AWS writes it: seconds since 1970 here, one of three texts on the wire (Smithy's timestamp formats).
///
/// Exact to the microsecond between 1900 and 2200, which a double holds.
package enum WireTimestamp {
    /// The text of an instant in `format`.
    package static func text(_ epochSeconds: Double, _ format: TimestampFormat) -> String {
        switch format {
        case .iso8601: iso8601(epochSeconds)
        case .rfc822: httpDate(epochSeconds)
        case .unixTimestamp: epoch(epochSeconds)
        }
    }

    /// `2026-01-01T00:00:00Z`; with a fraction of three or six digits where there is one, as Java's `Instant` prints it.
    ///
    /// This is how Step Functions shows the timestamps of `aws-sdk` results.
    package static func iso8601(_ epochSeconds: Double) -> String {
        let microseconds = Int64((bounded(epochSeconds) * 1e6).rounded())
        let seconds = CivilTime.floorDivide(microseconds, 1_000_000)
        let fraction = microseconds - seconds * 1_000_000
        let time = CivilTime(seconds)
        var text = "\(pad(time.year, 4))-\(pad(time.month, 2))-\(pad(time.day, 2))"
        text += "T\(pad(time.hour, 2)):\(pad(time.minute, 2)):\(pad(time.second, 2))"
        if fraction % 1000 != 0 {
            text += ".\(pad(Int(fraction), 6))"
        } else if fraction != 0 {
            text += ".\(pad(Int(fraction / 1000), 3))"
        }
        return text + "Z"
    }

    /// `20260101T000000Z`, the form in a signature.
    package static func basicISO8601(_ epochSeconds: Double) -> String {
        let time = CivilTime(Int64(bounded(epochSeconds).rounded(.down)))
        return "\(pad(time.year, 4))\(pad(time.month, 2))\(pad(time.day, 2))"
            + "T\(pad(time.hour, 2))\(pad(time.minute, 2))\(pad(time.second, 2))Z"
    }

    /// The instant that a text in any of the formats names; nil if it is in none.
    package static func parse(_ text: String) -> Double? {
        if let number = Double(text), number.isFinite { return number }
        return parseISO8601(text) ?? parseHTTPDate(text)
    }

    private static func httpDate(_ epochSeconds: Double) -> String {
        let time = CivilTime(Int64(bounded(epochSeconds).rounded(.down)))
        return "\(dayNames[time.weekday]), \(pad(time.day, 2)) \(monthNames[time.month - 1]) \(pad(time.year, 4)) "
            + "\(pad(time.hour, 2)):\(pad(time.minute, 2)):\(pad(time.second, 2)) GMT"
    }

    private static func epoch(_ epochSeconds: Double) -> String {
        Int64(exactly: epochSeconds).map { String($0) } ?? String(epochSeconds)
    }

    private static let dayNames = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let monthNames = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Years 0 to 9999, which is what the texts can say.
    private static func bounded(_ epochSeconds: Double) -> Double {
        min(max(epochSeconds, -62_167_219_200), 253_402_300_799)
    }

    private static func pad(_ value: Int, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

// MARK: - Reading

extension WireTimestamp {
    /// `2026-01-01T00:00:00.123Z`, `…+01:00`, and the basic form `20260101T000000Z`.
    private static func parseISO8601(_ text: String) -> Double? {
        var cursor = Digits(text)
        guard let year = cursor.number(4) else { return nil }
        cursor.skip("-")
        guard let month = cursor.number(2) else { return nil }
        cursor.skip("-")
        guard let day = cursor.number(2) else { return nil }
        guard cursor.skip("T") || cursor.skip("t") || cursor.skip(" ") else { return nil }
        guard let hour = cursor.number(2) else { return nil }
        cursor.skip(":")
        guard let minute = cursor.number(2) else { return nil }
        cursor.skip(":")
        guard let second = cursor.number(2) else { return nil }
        var fraction = 0.0
        if cursor.skip(".") {
            guard let value = cursor.fraction() else { return nil }
            fraction = value
        }
        guard let offsetSeconds = offset(&cursor), cursor.isAtEnd else { return nil }
        guard let time = CivilTime(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
        else {
            return nil
        }
        return Double(time.epochSeconds - offsetSeconds) + fraction
    }

    private static func offset(_ cursor: inout Digits) -> Int64? {
        if cursor.skip("Z") || cursor.skip("z") { return 0 }
        let sign: Int64 = cursor.skip("-") ? -1 : 1
        guard sign < 0 || cursor.skip("+"), let hours = cursor.number(2) else { return nil }
        cursor.skip(":")
        return sign * Int64(hours * 3600 + (cursor.number(2) ?? 0) * 60)
    }

    /// `Thu, 01 Jan 2026 00:00:00 GMT`, seconds with or without a fraction.
    private static func parseHTTPDate(_ text: String) -> Double? {
        let words = text.split(separator: " ")
        guard words.count == 6, let month = monthNames.firstIndex(of: String(words[2])),
            let day = Int(words[1]), let year = Int(words[3]), words[5] == "GMT" || words[5] == "UTC"
        else { return nil }
        var cursor = Digits(String(words[4]))
        guard let hour = cursor.number(2), cursor.skip(":"), let minute = cursor.number(2), cursor.skip(":"),
            let second = cursor.number(2),
            let time = CivilTime(year: year, month: month + 1, day: day, hour: hour, minute: minute, second: second)
        else { return nil }
        let fraction = cursor.skip(".") ? cursor.fraction() : 0
        guard let fraction, cursor.isAtEnd else { return nil }
        return Double(time.epochSeconds) + fraction
    }

    /// Reads runs of digits of a fixed width.
    private struct Digits {
        private let bytes: [UInt8]
        private var place = 0

        init(_ text: String) { bytes = Array(text.utf8) }

        var isAtEnd: Bool { place == bytes.count }

        mutating func number(_ width: Int) -> Int? {
            guard place + width <= bytes.count else { return nil }
            var value = 0
            for byte in bytes[place..<(place + width)] {
                guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte else { return nil }
                value = value * 10 + Int(byte - UInt8(ascii: "0"))
            }
            place += width
            return value
        }

        mutating func fraction() -> Double? {
            let digits = bytes[place...].prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
            place = digits.endIndex
            return digits.isEmpty ? nil : Double("0." + String(decoding: digits, as: UTF8.self))
        }

        @discardableResult mutating func skip(_ character: Unicode.Scalar) -> Bool {
            guard place < bytes.count, bytes[place] == UInt8(ascii: character) else { return false }
            place += 1
            return true
        }
    }
}
