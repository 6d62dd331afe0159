import Glibc

/// Reads what a descriptor gives, to its end or to a bound.
enum FileContent {
    /// At most `bytesMax` bytes and one buffer more; what was read before an error counts.
    static func bytes(_ descriptor: Int32, bytesMax: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while bytes.count <= bytesMax {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            bytes += buffer[..<count]
        }
        return bytes
    }
}
