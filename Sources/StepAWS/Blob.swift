import StepJSON

/// A blob as text: what a state machine's JSON can hold of it.
package enum Blob {
    /// UTF-8 as it is, anything else as base64, so that nothing is lost.
    package static func text(of bytes: [UInt8]) -> String {
        String(validating: bytes, as: UTF8.self) ?? Base64.encode(bytes)
    }

    package static func bytes(of text: String) -> [UInt8] { Array(text.utf8) }
}
