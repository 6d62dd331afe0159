import Glibc

/// Reads files that a job file or an administrator names: regular files only, and only up to a size.
package enum RegularFile {
    /// The content of the file at `path`; never waits, as a FIFO would make it.
    ///
    /// - Throws: ``FileFault``, also when the file has more than `bytesMax` bytes.
    package static func bytes(at path: String, bytesMax: Int) throws(FileFault) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw FileFault(path: path, errno: errno) }
        defer { close(descriptor) }
        return try bytes(of: descriptor, path: path, bytesMax: bytesMax)
    }

    /// The content of an open file, which the caller closes.
    ///
    /// - Throws: ``FileFault``, with `path` for what messages call it.
    package static func bytes(of descriptor: Int32, path: String, bytesMax: Int) throws(FileFault) -> [UInt8] {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw FileFault(path: path, errno: errno) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw FileFault(path: path, message: "it is not a regular file")
        }
        return try FileDescriptorInput(descriptor: descriptor, path: path).bytes(bytesMax: bytesMax)
    }
}
