import Glibc
import StepJobs

/// Reads the files that a command line names; `-` is standard input.
///
/// Pipes are read as well as regular files: a shell's `<(…)` is one.
enum FileContent {
    static let bytesMax = 16 << 20

    /// The whole content.
    ///
    /// - Throws: ``CommandError`` `usage`, with the system's reason.
    static func bytes(of path: String) throws(CommandError) -> [UInt8] {
        do throws(FileFault) {
            if path == "-" {
                let input = FileDescriptorInput(descriptor: STDIN_FILENO, path: "standard input")
                return try input.bytes(bytesMax: bytesMax)
            }
            let descriptor = open(path, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw FileFault(path: path, errno: errno) }
            defer { close(descriptor) }
            return try FileDescriptorInput(descriptor: descriptor, path: path).bytes(bytesMax: bytesMax)
        } catch {
            throw CommandError("\(error)", status: .usage)
        }
    }

    /// Writes a file anew.
    ///
    /// - Throws: ``CommandError`` `usage`, with the system's reason.
    static func write(_ text: String, to path: String) throws(CommandError) {
        try write(text, to: path, O_TRUNC)
    }

    /// Writes a file that is not there yet.
    ///
    /// - Throws: ``CommandError`` `usage`, with the system's reason, also where the file is there.
    static func writeNew(_ text: String, to path: String) throws(CommandError) {
        try write(text, to: path, O_EXCL)
    }

    private static func write(_ text: String, to path: String, _ flags: Int32) throws(CommandError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0o644)
        guard descriptor >= 0 else {
            throw CommandError("cannot write \(path): \(String(cString: strerror(errno)))", status: .usage)
        }
        defer { close(descriptor) }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 || errno == EINTR else {
                throw CommandError("cannot write \(path): \(String(cString: strerror(errno)))", status: .usage)
            }
            rest = rest.dropFirst(max(0, count))
        }
    }
}
