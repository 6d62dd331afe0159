import Glibc
import StepAWS
import StepJSON

extension AWSCredentials {
    /// The credentials in a JSON document; nil where it holds none.
    ///
    /// They are called `AccessKeyId` everywhere; the names of the others differ from source to source. `Expiration` is
    /// ISO 8601 text or a number of seconds.
    init?(document: JSONValue, secret: String, token: String) {
        guard let id = document["AccessKeyId"]?.stringValue ?? document["accessKeyId"]?.stringValue,
            let secret = document[secret]?.stringValue
        else { return nil }
        let expiry = document["Expiration"] ?? document["expiration"]
        self.init(
            accessKeyID: id,
            secretAccessKey: secret,
            sessionToken: document[token]?.stringValue,
            expirySeconds: expiry?.stringValue.flatMap { WireTimestamp.parse($0) } ?? expiry?.numberValue?.doubleValue
        )
    }
}

/// A small file with a secret in it.
enum TokenFile {
    private static let bytesMax = 64 << 10

    /// The text, without the line end that editors add; nil if there is none.
    static func text(at path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: bytesMax)
        let count = read(descriptor, &bytes, bytes.count)
        guard count > 0, let text = String(validating: bytes.prefix(count), as: UTF8.self) else { return nil }
        return String(text.reversed().drop { $0.isWhitespace }.reversed())
    }
}
