/// How an offset from UTC is written: the presentation of `Z` and `z` (XPath F&O 3.1, 9.8.4.6).
struct OffsetPicture {
    private enum Form {
        /// Digits of the hours, then minutes only where there are any.
        case hours(Int)
        /// Digits of the hours, what stands between, digits of the minutes.
        case hoursAndMinutes(Int, String, Int)
        /// A letter, `A` to `Z` without `J`.
        case military
    }

    private let form: Form
    private var zero: Unicode.Scalar = "0"
    /// UTC is `Z`.
    private let hasZ: Bool
    /// `GMT` stands before it.
    private let isNamed: Bool

    /// Reads a presentation without its modifier; `hasZ` is the modifier `t`.
    init(_ token: ArraySlice<Unicode.Scalar>, hasZ: Bool, isNamed: Bool) throws(JSONataError) {
        self.hasZ = hasZ
        self.isNamed = isNamed
        let digits = token.compactMap(\.decimalDigit)
        guard let first = digits.first else {
            form = token.elementsEqual(["Z"]) ? .military : .hoursAndMinutes(2, ":", 2)
            return
        }
        guard digits.count <= 4 else {
            throw JSONataError("D3134", "The timezone integer format specifier cannot have more than four digits")
        }
        zero = first.zero
        let hours = token.prefix { $0.decimalDigit != nil }.count
        if hours < digits.count {
            let separator = token.filter { $0.decimalDigit == nil }.map { String(Character($0)) }.joined()
            form = .hoursAndMinutes(hours, separator, digits.count - hours)
        } else {
            form = hours < 3 ? .hours(hours) : .hoursAndMinutes(hours - 2, "", 2)
        }
    }

    /// `offset` as the picture shows it.
    func text(_ offset: TimeZoneOffset) -> String {
        let hours = Int(offset.minutes.magnitude) / 60
        let minutes = Int(offset.minutes.magnitude) % 60
        let name = isNamed ? "GMT" : ""
        if case .military = form, let letter = Self.letter(offset.minutes) { return letter }
        if hasZ, offset.minutes == 0 { return "Z" }
        let sign = name + (offset.minutes < 0 ? "-" : "+")
        switch form {
        case .hours(let width):
            return sign + padded(hours, width) + (minutes == 0 ? "" : ":" + padded(minutes, 2))
        case .hoursAndMinutes(let width, let separator, let minutesWidth):
            return sign + padded(hours, width) + separator + padded(minutes, minutesWidth)
        case .military: return sign + padded(hours, 2) + ":" + padded(minutes, 2)
        }
    }

    private static func letter(_ minutes: Int) -> String? {
        guard minutes % 60 == 0, -12...12 ~= minutes / 60 else { return nil }
        let letters = Array("YXWVUTSRQPONZABCDEFGHIKLM")
        return String(letters[minutes / 60 + 12])
    }

    private func padded(_ value: Int, _ width: Int) -> String {
        var text = String.UnicodeScalarView()
        let digits = WholeNumber(value).digits
        for digit in Array(repeating: 0, count: max(0, max(1, width) - digits.count)) + digits {
            text.append(zero.advanced(by: digit))
        }
        return String(text)
    }
}
