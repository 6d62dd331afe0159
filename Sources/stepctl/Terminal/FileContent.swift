import Glibc

/// Reads the files that a command line names; `-` is standard input.
enum FileContent {
    static let bytesMax = 16 << 20

    /// The whole content.
    ///
    /// - Throws: ``CommandError`` `usage`, with the system's reason.
    static func bytes(of path: String) throws(CommandError) -> [UInt8] {
        if path == "-" { return try read(STDIN_FILENO, name: "standard input") }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unreadable(path, String(cString: strerror(errno))) }
        defer { close(descriptor) }
        return try read(descriptor, name: path)
    }

    private static func read(_ descriptor: Int32, name: String) throws(CommandError) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw unreadable(name, String(cString: strerror(errno))) }
            guard count > 0 else { return bytes }
            bytes += chunk[..<count]
            guard bytes.count <= bytesMax else { throw unreadable(name, "it is larger than \(bytesMax) bytes") }
        }
    }

    private static func unreadable(_ name: String, _ reason: String) -> CommandError {
        CommandError("cannot read \(name): \(reason)", status: .usage)
    }
}
