/// One marker of a date-time picture, `[MNn,3-3]`: what is written, and how (XPath F&O 3.1, 9.8.4.1).
struct DateTimeComponent {
    /// What is written.
    enum Specifier: Unicode.Scalar {
        case year = "Y"
        case month = "M"
        case day = "D"
        case dayOfYear = "d"
        case weekday = "F"
        case week = "W"
        case weekOfMonth = "w"
        case weekYear = "X"
        case weekMonth = "x"
        case hour = "H"
        case hourOfHalf = "h"
        case half = "P"
        case minute = "m"
        case second = "s"
        case fraction = "f"
        case offset = "Z"
        case namedOffset = "z"
        case calendar = "C"
        case era = "E"

        /// The presentation where the marker gives none.
        fileprivate var presentation: String {
            switch self {
            case .weekday, .half, .calendar, .era: "n"
            case .minute, .second: "01"
            case .offset, .namedOffset: "01:01"
            default: "1"
            }
        }

        /// Whether its values have names.
        fileprivate var isNamed: Bool {
            switch self {
            case .month, .weekMonth, .weekday, .half, .calendar, .era: true
            default: false
            }
        }
    }

    /// How it is written.
    enum Presentation {
        case number(IntegerPicture)
        case name(IntegerPicture.LetterCase)
        case offset(OffsetPicture)
    }

    /// The widest that a marker may ask for.
    static let widthLimit = 1000

    let specifier: Specifier
    private(set) var presentation: Presentation
    private(set) var widthMin: Int?
    private(set) var widthMax: Int?

    /// Reads what is between the brackets, blanks left out.
    init(_ marker: ArraySlice<Unicode.Scalar>) throws(JSONataError) {
        guard let specifier = marker.first.flatMap(Specifier.init) else {
            throw JSONataError(
                "D3132",
                "Unknown component specifier \(String(String.UnicodeScalarView(marker))) in date/time picture string"
            )
        }
        self.specifier = specifier
        let comma = marker.lastIndex(of: ",") ?? marker.endIndex
        let token = marker[..<comma].dropFirst()
        presentation = try Self.presentation(token, specifier)
        readWidths(marker[comma...].dropFirst())
    }

    private mutating func readWidths(_ text: ArraySlice<Unicode.Scalar>) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count <= 2 else { return }
        widthMin = parts.first.flatMap(Self.width)
        widthMax = parts.count == 2 ? Self.width(parts[1]) : nil
    }

    private static func width(_ text: ArraySlice<Unicode.Scalar>) -> Int? {
        let digits = text.compactMap { ("0"..."9").contains($0) ? Int($0.value - 0x30) : nil }
        guard !digits.isEmpty, digits.count == text.count else { return nil }
        return digits.reduce(0) { min($0 * 10 + $1, widthLimit) }
    }

    private static func presentation(
        _ token: ArraySlice<Unicode.Scalar>,
        _ specifier: Specifier
    ) throws(JSONataError) -> Presentation {
        var token = token
        if token.isEmpty { token = Array(specifier.presentation.unicodeScalars)[...] }
        var modifier: Unicode.Scalar?
        if token.count > 1, let last = token.last, ["a", "t", "c", "o"].contains(last) {
            modifier = last
            token.removeLast()
        }
        if specifier == .offset || specifier == .namedOffset {
            return .offset(try OffsetPicture(token, hasZ: modifier == "t", isNamed: specifier == .namedOffset))
        }
        if let letterCase = letterCase(token) {
            guard specifier.isNamed else {
                throw JSONataError(
                    "D3133",
                    "The 'name' modifier can only be applied to months and days in the date/time picture string, "
                        + "not \(specifier.rawValue)"
                )
            }
            return .name(letterCase)
        }
        guard let numbering = try IntegerPicture.numbering(token) else {
            throw JSONataError(
                "D3130",
                "Formatting or parsing an integer as a sequence starting with "
                    + "\"\(String(String.UnicodeScalarView(token)))\" is not supported"
            )
        }
        return .number(IntegerPicture(numbering, isOrdinal: modifier == "o"))
    }

    private static func letterCase(_ token: ArraySlice<Unicode.Scalar>) -> IntegerPicture.LetterCase? {
        switch Array(token) {
        case ["N"]: .upper
        case ["n"]: .lower
        case ["N", "n"]: .title
        default: nil
        }
    }
}
