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
}
