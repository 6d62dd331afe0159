/// Why an expression does not parse, or why its evaluation ended without a value.
///
/// Codes are those of the JSONata language (`S…` syntax, `T…` types, `D…` values during evaluation, `U1001` for a
/// limit that was passed), as published in the JSONata exerciser and documentation.
package struct JSONataError: Error, Equatable, Sendable {
    /// `S0201`, `T2001`, `D3030`, …
    package var code: String
    /// What failed, on what.
    package var message: String
    /// Where in the source: an offset in UTF-8 bytes.
    package var position: Int

    package init(code: String, message: String, position: Int) {
        self.code = code
        self.message = message
        self.position = position
    }
}

extension JSONataError: CustomStringConvertible {
    package var description: String { "\(code): \(message)" }
}
