/// How far a time zone is from UTC.
struct TimeZoneOffset {
    /// Minutes east of UTC.
    let minutes: Int

    static let utc = TimeZoneOffset(minutes: 0)

    private init(minutes: Int) { self.minutes = minutes }

    /// Hours and minutes; nil where a clock has no such time.
    private init?(isWest: Bool, hours: Int, minutes: Int) {
        guard hours < 24, minutes < 60 else { return nil }
        self.init(minutes: (isWest ? -1 : 1) * (hours * 60 + minutes))
    }

    /// An offset as functions take it: `-0500`; `0530`, `+05:30` and `Z` are understood too.
    init?(_ text: String) {
        var scalars = Array(text.unicodeScalars)[...]
        guard scalars.count <= 8 else { return nil }
        if let first = scalars.first, first.decimalDigit != nil { scalars.insert("+", at: scalars.startIndex) }
        guard let longest = Self.prefixes(scalars).first, longest.length == scalars.count else { return nil }
        self = longest.offset
    }

    /// The offsets that `scalars` may begin with, longest first: `Z`, `+5`, `-0500`, `+05:30`, after `GMT` or not.
    static func prefixes(_ scalars: ArraySlice<Unicode.Scalar>) -> [(length: Int, offset: TimeZoneOffset)] {
        let name: [Unicode.Scalar?] = ["g", "m", "t"]
        let start = scalars.prefix(3).map(\.smallLetter) == name ? scalars.startIndex + 3 : scalars.startIndex
        let skipped = start - scalars.startIndex
        let rest = scalars[start...]
        let none: [(length: Int, offset: TimeZoneOffset)] = skipped > 0 ? [(skipped, .utc)] : []
        guard let sign = rest.first else { return none }
        if sign == "Z", skipped == 0 { return [(1, .utc)] }
        guard sign == "+" || sign == "-" else { return none }
        let digits = rest.dropFirst().prefix(4).prefix { $0.decimalDigit != nil }.compactMap { $0.decimalDigit?.value }
        var found: [(length: Int, offset: TimeZoneOffset)] = []
        func add(_ count: Int, hours: Int, minutes: [UInt8], isSeparated: Bool) {
            let hour = digits.prefix(hours).reduce(0) { $0 * 10 + Int($1) }
            let minute = minutes.reduce(0) { $0 * 10 + Int($1) }
            guard let offset = TimeZoneOffset(isWest: sign == "-", hours: hour, minutes: minute) else { return }
            found.append((skipped + 1 + count + (isSeparated ? 1 : 0), offset))
        }
        if 1...2 ~= digits.count, rest.dropFirst(1 + digits.count).first == ":" {
            let minutes = rest.dropFirst(2 + digits.count).prefix(2).compactMap { $0.decimalDigit?.value }
            if minutes.count == 2 { add(digits.count + 2, hours: digits.count, minutes: minutes, isSeparated: true) }
        }
        if digits.count >= 4 { add(4, hours: 2, minutes: Array(digits[2..<4]), isSeparated: false) }
        if digits.count >= 3 { add(3, hours: 1, minutes: Array(digits[1..<3]), isSeparated: false) }
        for count in [2, 1] where digits.count >= count { add(count, hours: count, minutes: [], isSeparated: false) }
        return found + none
    }
}
