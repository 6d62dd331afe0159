/// Why a text is not the JSON it should be, and where.
package struct JSONError: Error, Equatable, CustomStringConvertible {
    /// What is wrong, for a switch; the words are in `message`.
    package enum Code: Sendable, Equatable {
        case syntax
        case depthLimit
        case sizeLimit
        case invalidUTF8
        case repeatedKey
    }

    package var code: Code
    package var message: String
    /// Bytes from the start of the text.
    package var offset: Int
    /// From 1.
    package var line: Int
    /// In characters (Unicode scalars), from 1.
    package var column: Int

    package var description: String { "\(line):\(column): \(message)" }
}
