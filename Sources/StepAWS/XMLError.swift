/// Why a text is not the XML it should be.
package struct XMLError: Error, Equatable, CustomStringConvertible {
    package var message: String
    /// Bytes from the start of the text.
    package var offset: Int

    package var description: String { "\(message) at byte \(offset) of the XML" }
}
