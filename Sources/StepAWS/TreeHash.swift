/// The hash of an archive in S3 Glacier: SHA-256 of each MiB, then of each pair of hashes, up to one ("Computing
/// Checksums", Amazon S3 Glacier Developer Guide).
enum TreeHash {
    private static let chunkBytes = 1 << 20

    /// In hexadecimal digits.
    static func text(of bytes: [UInt8]) -> String {
        var level = stride(from: 0, to: max(bytes.count, 1), by: chunkBytes).map { start in
            HashFunctions.sha256(Array(bytes[start..<min(start + chunkBytes, bytes.count)]))
        }
        while level.count > 1 {
            level = stride(from: 0, to: level.count, by: 2).map { place in
                place + 1 < level.count ? HashFunctions.sha256(level[place] + level[place + 1]) : level[place]
            }
        }
        return CanonicalRequest.hex(level[0])
    }
}
