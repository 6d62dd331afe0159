/// Text from outside made fit for one line of a terminal.
///
/// Outputs, causes and names come from services and users: an escape sequence in one must not move the cursor, and a
/// line break must not break a table.
enum PrintableText {
    /// `text` on one line: white space becomes single spaces, other control characters U+FFFD.
    static func oneLine(_ text: some StringProtocol) -> String {
        var view = String.UnicodeScalarView()
        var isAfterSpace = true
        for scalar in text.unicodeScalars {
            let isSpace = scalar.properties.isWhitespace
            defer { isAfterSpace = isSpace }
            guard !isSpace else {
                if !isAfterSpace { view.append(" ") }
                continue
            }
            view.append(isUnsafe(scalar) ? "\u{FFFD}" : scalar)
        }
        if view.last == " " { view.removeLast() }
        return String(view)
    }

    /// `text` with its line breaks and tabs, other control characters replaced by U+FFFD.
    static func lines(_ text: some StringProtocol) -> String {
        var view = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            view.append(isUnsafe(scalar) && scalar != "\n" && scalar != "\t" ? "\u{FFFD}" : scalar)
        }
        return String(view)
    }

    /// Control characters, and format characters that turn the direction of the text around them; joiners of emoji
    /// and scripts are harmless.
    private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x200E...0x200F, 0x202A...0x202E, 0x2066...0x2069: true
        default: scalar.properties.generalCategory == .control
        }
    }
}
