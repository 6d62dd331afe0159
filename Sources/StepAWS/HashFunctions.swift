import Crypto

/// The hash functions of JSONata's `$hash` and of `States.Hash`, by the names Step Functions gives them.
///
/// The pure core has no cryptography of its own; this is what it is handed.
package enum HashFunctions {
    /// The names, in the order of Step Functions' documentation.
    package static let algorithms = ["MD5", "SHA-1", "SHA-256", "SHA-384", "SHA-512"]

    /// The digest of `bytes`, or nil if there is no such algorithm.
    ///
    /// MD5 and SHA-1 are there because Step Functions has them; nothing here relies on them.
    package static func hash(_ algorithm: String, _ bytes: [UInt8]) -> [UInt8]? {
        switch algorithm {
        case "MD5": Array(Insecure.MD5.hash(data: bytes))
        case "SHA-1": Array(Insecure.SHA1.hash(data: bytes))
        case "SHA-256": sha256(bytes)
        case "SHA-384": Array(SHA384.hash(data: bytes))
        case "SHA-512": Array(SHA512.hash(data: bytes))
        default: nil
        }
    }

    static func sha256(_ bytes: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: bytes)) }
}
