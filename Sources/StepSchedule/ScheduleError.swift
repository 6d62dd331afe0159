/// Why a schedule, a duration or an instant is not one, and where in its text.
///
/// `offset` and `length` count UTF-8 bytes of the text that was parsed, so that a caller who knows where the text
/// stands in a file can draw a caret under the part that is wrong. A place at the end of the text has length 0.
package struct ScheduleError: Error, Equatable, CustomStringConvertible {
    /// What is wrong, in words that name the part.
    package var message: String
    /// UTF-8 bytes from the start of the text.
    package var offset: Int
    /// UTF-8 bytes of the part that is wrong.
    package var length: Int
    /// What to write instead, where that can be said.
    package var hint: String?

    /// An error at `length` bytes from `offset` on.
    package init(message: String, offset: Int, length: Int, hint: String? = nil) {
        self.message = message
        self.offset = offset
        self.length = length
        self.hint = hint
    }

    init(_ message: String, at range: Range<Int>, hint: String? = nil) {
        self.init(message: message, offset: range.lowerBound, length: range.count, hint: hint)
    }

    /// The message, and the hint if there is one.
    package var description: String {
        guard let hint else { return message }
        return "\(message) (\(hint))"
    }
}
