import StepTime

/// An instant as AWS writes it: seconds since 1970 here, one of three texts on the wire (Smithy's timestamp formats).
///
/// Exact to the microsecond between 1900 and 2200, which a double holds.
package enum WireTimestamp {
    /// The text of an instant in `format`.
    package static func text(_ epochSeconds: Double, _ format: TimestampFormat) -> String {
        switch format {
        case .iso8601: iso8601(epochSeconds)
        case .rfc822: civil(epochSeconds).httpDate
        case .unixTimestamp: epoch(epochSeconds)
        }
    }

    /// `2026-01-01T00:00:00Z`; with a fraction of three or six digits where there is one, as Java's `Instant` prints it.
    ///
    /// This is how Step Functions shows the timestamps of `aws-sdk` results.
    package static func iso8601(_ epochSeconds: Double) -> String {
        let microseconds = Int((bounded(epochSeconds) * 1e6).rounded())
        let time = CivilDateTime(seconds: microseconds.quotientFloor(1_000_000))
        let fraction = microseconds.remainderFloor(1_000_000)
        let digits =
            fraction == 0
            ? "" : fraction % 1000 == 0 ? ".\((fraction / 1000).padded(to: 3))" : ".\(fraction.padded(to: 6))"
        return "\(time.iso8601)\(digits)Z"
    }

    /// `20260101T000000Z`, the form in a signature.
    package static func basicISO8601(_ epochSeconds: Double) -> String {
        civil(epochSeconds).iso8601.filter { $0 != "-" && $0 != ":" } + "Z"
    }

    /// The instant that a text in any of the formats names; nil if it is in none.
    package static func parse(_ text: String) -> Double? {
        if let number = Double(text), number.isFinite { return number }
        return parseISO8601(text) ?? parseHTTPDate(text)
    }

    private static func epoch(_ epochSeconds: Double) -> String {
        Int64(exactly: epochSeconds).map { String($0) } ?? String(epochSeconds)
    }

    /// The whole second in UTC that the instant lies in.
    private static func civil(_ epochSeconds: Double) -> CivilDateTime {
        CivilDateTime(seconds: Int(bounded(epochSeconds).rounded(.down)))
    }

    /// Years 0 to 9999, which is what the texts can say.
    private static func bounded(_ epochSeconds: Double) -> Double {
        min(max(epochSeconds, -62_167_219_200), 253_402_300_799)
    }
}

// MARK: - Reading

extension WireTimestamp {
    /// `2026-01-01T00:00:00.123Z`, `…+01:00`, and the basic form `20260101T000000Z`.
    private static func parseISO8601(_ text: String) -> Double? {
        var reader = TimestampReader(text)
        guard let year = reader.number(4) else { return nil }
        reader.take("-")
        guard let month = reader.number(2) else { return nil }
        reader.take("-")
        guard let day = reader.number(2) else { return nil }
        guard reader.take("T") || reader.take("t") || reader.take(" ") else { return nil }
        guard let hour = reader.number(2) else { return nil }
        reader.take(":")
        guard let minute = reader.number(2) else { return nil }
        reader.take(":")
        guard let second = reader.number(2), let fraction = fractionSeconds(&reader),
            let offset = offsetSeconds(&reader), reader.isAtEnd
        else { return nil }
        let date = CivilDate(year: year, month: month, day: day)
        let time = CivilDateTime(date, hour: hour, minute: minute, second: second)
        return time.isValid ? Double(time.seconds - offset) + fraction : nil
    }

    /// `Thu, 01 Jan 2026 00:00:00 GMT`, seconds with or without a fraction.
    private static func parseHTTPDate(_ text: String) -> Double? {
        let words = text.split(separator: " ")
        guard words.count == 6, let month = CivilDateTime.monthNames.firstIndex(of: String(words[2])),
            let day = Int(words[1]), let year = Int(words[3]), 0...9999 ~= year, words[5] == "GMT" || words[5] == "UTC"
        else { return nil }
        var reader = TimestampReader(words[4])
        guard let hour = reader.number(2), reader.take(":"), let minute = reader.number(2), reader.take(":"),
            let second = reader.number(2), let fraction = fractionSeconds(&reader), reader.isAtEnd
        else { return nil }
        let date = CivilDate(year: year, month: month + 1, day: day)
        let time = CivilDateTime(date, hour: hour, minute: minute, second: second)
        return time.isValid ? Double(time.seconds) + fraction : nil
    }

    /// 0 where there is no fraction; nil where a point has no digit after it.
    private static func fractionSeconds(_ reader: inout TimestampReader) -> Double? {
        guard reader.take(".") else { return 0 }
        let digits = reader.digits()
        return digits.isEmpty ? nil : Double("0.\(digits)")
    }

    /// `Z`, `+hh:mm`, `+hhmm` or `+hh`.
    private static func offsetSeconds(_ reader: inout TimestampReader) -> Int? {
        if reader.take("Z") || reader.take("z") { return 0 }
        let isNegative = reader.take("-")
        guard isNegative || reader.take("+"), let hours = reader.number(2) else { return nil }
        reader.take(":")
        return (isNegative ? -1 : 1) * (hours * 3600 + (reader.number(2) ?? 0) * 60)
    }
}
