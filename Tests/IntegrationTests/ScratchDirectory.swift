import Glibc

/// A directory that is there as long as a test runs.
struct ScratchDirectory: Sendable {
    let path: String

    /// Runs `body` with a new directory, then removes it with all that is in it.
    static func with<Result>(_ body: (ScratchDirectory) async throws -> Result) async throws -> Result {
        var template = Array("/tmp/stepd-test.XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw TestFault("mkdtemp: \(String(cString: strerror(errno)))") }
        let path = template.withUnsafeBufferPointer { buffer in
            buffer.baseAddress.map { String(cString: $0) } ?? ""
        }
        defer { remove(path) }
        return try await body(ScratchDirectory(path: path))
    }

    func path(_ name: String) -> String { "\(path)/\(name)" }

    func makeDirectory(_ name: String) throws {
        guard mkdir(path(name), 0o700) == 0 else {
            throw TestFault("mkdir \(path(name)): \(String(cString: strerror(errno)))")
        }
    }

    /// Writes a file as a careful program does: beside it, then renamed over it.
    func write(_ text: String, to name: String) throws {
        let temporary = path(name) + ".new"
        try Self.write(text, path: temporary)
        guard rename(temporary, path(name)) == 0 else { throw TestFault("rename \(temporary)") }
    }

    private static func write(_ text: String, path: String) throws {
        guard let file = fopen(path, "w") else { throw TestFault("open \(path): \(String(cString: strerror(errno)))") }
        defer { fclose(file) }
        guard fputs(text, file) >= 0 else { throw TestFault("write \(path)") }
    }

    /// The text of a file; empty where there is none.
    func text(of name: String) -> String { FileText.read(path(name)) ?? "" }

    private static func remove(_ path: String) {
        // A link is not followed: it is no directory, and goes by itself.
        for name in DirectoryListing.names(in: path) {
            let entry = "\(path)/\(name)"
            if unlink(entry) != 0 { remove(entry) }
        }
        rmdir(path)
    }
}
