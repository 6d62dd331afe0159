/// Timestamps of ISO 8601 as ECMAScript reads and writes them.
enum ISOTimestamp {
    /// `2017-05-15T15:12:59.152Z`.
    static func text(milliseconds: Int64) -> String {
        let date = CivilDate(milliseconds: milliseconds)
        let year =
            (0...9999).contains(date.year)
            ? padded(date.year, 4) : (date.year < 0 ? "-" : "+") + padded(Int(date.year.magnitude), 6)
        let day = "\(year)-\(padded(date.month, 2))-\(padded(date.day, 2))"
        let time = "\(padded(date.hour, 2)):\(padded(date.minute, 2)):\(padded(date.second, 2))"
        return "\(day)T\(time).\(padded(date.millisecond, 3))Z"
    }

    /// `value` with leading zeros.
    static func padded(_ value: Int, _ width: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
    }

    /// The milliseconds that `text` stands for: a year and as much of month, day, time and offset as is given.
    static func milliseconds(_ text: String) -> Int64? {
        var reader = Reader(bytes: Array(text.utf8)[...])
        guard let year = reader.number(4) else { return nil }
        var date = CivilDate(year: year, month: 1, day: 1)
        if reader.take("-") {
            guard let month = reader.number(2), (1...12).contains(month) else { return nil }
            date.month = month
            if reader.take("-") {
                guard let day = reader.number(2), (1...CivilDate.dayCount(year: year, month: month)).contains(day)
                else { return nil }
                date.day = day
            }
        }
        var offsetMinutes = 0
        if reader.take("T") {
            guard reader.time(into: &date) else { return nil }
            if !reader.isAtEnd {
                guard let offset = reader.offset() else { return nil }
                offsetMinutes = offset
            }
        }
        return reader.isAtEnd ? date.milliseconds - Int64(offsetMinutes) * 60_000 : nil
    }

    private struct Reader {
        var bytes: ArraySlice<UInt8>

        var isAtEnd: Bool { bytes.isEmpty }

        mutating func take(_ scalar: Unicode.Scalar) -> Bool {
            guard let byte = bytes.first, UInt32(byte) == scalar.value else { return false }
            bytes.removeFirst()
            return true
        }

        mutating func number(_ width: Int) -> Int? {
            let digits = bytes.prefix(width)
            guard digits.count == width, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
            bytes.removeFirst(width)
            return Int(String(decoding: digits, as: UTF8.self))
        }

        mutating func time(into date: inout CivilDate) -> Bool {
            guard let hour = number(2), hour <= 24, take(":"), let minute = number(2), minute < 60 else { return false }
            date.hour = hour
            date.minute = minute
            if take(":") {
                guard let second = number(2), second < 60 else { return false }
                date.second = second
            }
            if take(".") {
                let digits = bytes.prefix { (0x30...0x39).contains($0) }
                guard !digits.isEmpty else { return false }
                bytes.removeFirst(digits.count)
                let text = String(decoding: digits.prefix(3), as: UTF8.self)
                date.millisecond = Int(text + String(repeating: "0", count: 3 - text.utf8.count)) ?? 0
            }
            return hour < 24 || date.minute == 0 && date.second == 0 && date.millisecond == 0
        }

        /// Minutes east of UTC: `Z`, `+01:00` or `+0100`.
        mutating func offset() -> Int? {
            if take("Z") { return 0 }
            let isWest = take("-")
            guard isWest || take("+"), let hours = number(2) else { return nil }
            _ = take(":")
            guard let minutes = number(2), hours < 24, minutes < 60 else { return nil }
            return (isWest ? -1 : 1) * (hours * 60 + minutes)
        }
    }
}
