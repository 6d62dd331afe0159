import Glibc
import StepStore
import Testing

/// A directory that goes, with its files, when the last reference to it does: keep it in the suite.
final class TemporaryDirectory {
    let path: String
    /// They go with this one.
    private var copies: [TemporaryDirectory] = []

    init() throws {
        var template = Array("/tmp/stepstore-XXXXXX".utf8CString)
        path = try template.withUnsafeMutableBufferPointer { buffer in
            let base = try #require(buffer.baseAddress)
            return String(cString: try #require(mkdtemp(base)))
        }
    }

    deinit {
        for name in names() { unlink(path + "/" + name) }
        rmdir(path)
    }

    var database: String { path + "/stepd.sqlite" }

    func names() -> [String] {
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names
    }

    /// The database's files as a crash would leave them, in a directory of their own. The shared memory is left out: a
    /// machine that lost power has none.
    func copyAfterCrash() throws -> TemporaryDirectory {
        let copy = try TemporaryDirectory()
        copies.append(copy)
        for suffix in ["", "-wal"] {
            try Self.write(Self.read(database + suffix), to: copy.database + suffix)
        }
        return copy
    }

    static func read(_ path: String) throws -> [UInt8] {
        let file = try #require(fopen(path, "rb"))
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            guard count > 0 else { return bytes }
            bytes += buffer.prefix(count)
        }
    }

    static func write(_ bytes: [UInt8], to path: String) throws {
        let file = try #require(fopen(path, "wb"))
        defer { fclose(file) }
        try #require(fwrite(bytes, 1, bytes.count, file) == bytes.count)
    }
}
