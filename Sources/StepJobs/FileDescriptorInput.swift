import Glibc

/// Reads an open file, pipe or terminal to its end; whoever opened it closes it.
package struct FileDescriptorInput {
    private let descriptor: Int32
    /// What messages call it.
    private let path: String

    private static let chunkBytes = 64 << 10

    package init(descriptor: Int32, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    /// All that is left to read.
    ///
    /// - Throws: ``FileFault``, also when that is more than `bytesMax` bytes.
    package func bytes(bytesMax: Int) throws(FileFault) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: Self.chunkBytes)
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw FileFault(path: path, errno: errno) }
            guard count > 0 else { return bytes }
            bytes += chunk[..<count]
            guard bytes.count <= bytesMax else {
                throw FileFault(path: path, message: "it has more than \(bytesMax) bytes")
            }
        }
    }
}
