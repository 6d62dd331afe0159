extension PosixTimeZone {
    /// Reads the footer's bytes; `nil` when they are not a `TZ` text with an offset and, for daylight time, its rules.
    init?(parsing bytes: ArraySlice<UInt8>) {
        var reader = Reader(rest: bytes)
        guard reader.name(), let standard = reader.time(hoursMax: 24) else { return nil }
        standardOffset = -standard
        guard !reader.rest.isEmpty else { return }
        guard reader.name() else { return nil }
        var offset = standardOffset + 3_600
        if reader.rest.first != UInt8(ascii: ",") {
            guard let written = reader.time(hoursMax: 24) else { return nil }
            offset = -written
        }
        guard let start = reader.change(), let end = reader.change(), reader.rest.isEmpty else { return nil }
        daylight = Daylight(offset: offset, start: start, end: end)
    }

    private struct Reader {
        var rest: ArraySlice<UInt8>

        mutating func take(_ byte: Unicode.Scalar) -> Bool {
            guard rest.first == UInt8(ascii: byte) else { return false }
            rest = rest.dropFirst()
            return true
        }

        /// `CET`, or `<+01>`.
        mutating func name() -> Bool {
            if take("<") {
                guard let close = rest.firstIndex(of: UInt8(ascii: ">")) else { return false }
                rest = rest[(close + 1)...]
                return true
            }
            let letters = rest.prefix { byte in
                let lower = byte | 0x20
                return lower >= UInt8(ascii: "a") && lower <= UInt8(ascii: "z")
            }
            rest = rest[letters.endIndex...]
            return letters.count >= 3
        }

        mutating func number(max: Int) -> Int? {
            var value = 0
            var count = 0
            while let byte = rest.first, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9"), count < 4 {
                value = value * 10 + Int(byte - UInt8(ascii: "0"))
                count += 1
                rest = rest.dropFirst()
            }
            return count > 0 && value <= max ? value : nil
        }

        /// `[+-]hh[:mm[:ss]]` in seconds.
        mutating func time(hoursMax: Int) -> Int? {
            let isNegative = take("-")
            if !isNegative { _ = take("+") }
            guard let hours = number(max: hoursMax) else { return nil }
            var seconds = hours * 3_600
            if take(":") {
                guard let minutes = number(max: 59) else { return nil }
                seconds += minutes * 60
                if take(":") {
                    guard let last = number(max: 59) else { return nil }
                    seconds += last
                }
            }
            return isNegative ? -seconds : seconds
        }

        /// `,date[/time]`; the time is 02:00 unless given.
        mutating func change() -> Change? {
            guard take(","), let day = day() else { return nil }
            guard take("/") else { return Change(day: day, secondOfDay: 7_200) }
            return time(hoursMax: 167).map { Change(day: day, secondOfDay: $0) }
        }

        private mutating func day() -> Day? {
            if take("J") { return number(max: 365).flatMap { $0 >= 1 ? .julian($0) : nil } }
            guard take("M") else { return number(max: 365).map { .zeroBased($0) } }
            guard let month = number(max: 12), month >= 1, take("."),
                let week = number(max: 5), week >= 1, take("."),
                let weekday = number(max: 6)
            else { return nil }
            return .weekday(month: month, week: week, weekday: weekday)
        }
    }
}
