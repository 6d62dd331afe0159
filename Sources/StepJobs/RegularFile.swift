import Glibc

/// Reads files that a job file names: regular files only, and only up to a size.
package enum RegularFile {
    package struct Fault: Error {
        package var message: String
    }

    /// The content of the file at `path`; never waits, as a FIFO would make it.
    package static func bytes(at path: String, bytesMax: Int) throws(Fault) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw Fault(message: text(of: errno)) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Fault(message: text(of: errno)) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw Fault(message: "it is not a regular file") }
        guard status.st_size <= bytesMax else { throw Fault(message: "it has more than \(bytesMax) bytes") }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        var count = 0
        while count < bytes.count {
            let taken = bytes.withUnsafeMutableBytes { buffer in
                buffer.baseAddress.map { read(descriptor, $0 + count, buffer.count - count) } ?? 0
            }
            if taken < 0, errno == EINTR { continue }
            guard taken >= 0 else { throw Fault(message: text(of: errno)) }
            if taken == 0 { break }
            count += taken
        }
        return Array(bytes[..<count])
    }

    private static func text(of code: Int32) -> String { String(cString: strerror(code)) }
}
