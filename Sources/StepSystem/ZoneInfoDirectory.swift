import Glibc

/// The system's tzdata: TZif files by IANA name, and the name of the machine's own zone.
///
/// Files are read each time they are asked for, so that an upgrade of tzdata is honoured by the next reload.
package struct ZoneInfoDirectory: Sendable {
    /// `TZDIR`, or `/usr/share/zoneinfo`.
    package let path: String

    /// The longest file that is read: the same bound as the reader of its format has.
    package static let bytesMax = 256 * 1_024
    /// The longest name; IANA's longest has 32 characters.
    package static let nameBytesMax = 255

    /// The directory `path`, or where the system keeps its tzdata.
    package init(path: String? = nil) {
        self.path = path ?? getenv("TZDIR").map { String(cString: $0) } ?? "/usr/share/zoneinfo"
    }

    /// The bytes of the zone's file. A name that could leave the directory is refused before any file is touched.
    package func bytes(ofZone name: String) throws(SystemError) -> [UInt8] {
        guard Self.isName(name) else { throw SystemError("read time zone '\(name)'", errno: EINVAL) }
        let descriptor = open("\(path)/\(name)", O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw SystemError("read time zone '\(name)' in \(path)") }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw SystemError("read time zone '\(name)' in \(path)", errno: EISDIR)
        }
        guard status.st_size <= Self.bytesMax else {
            throw SystemError("read time zone '\(name)' in \(path)", errno: EFBIG)
        }
        var bytes = [UInt8](repeating: 0, count: Self.bytesMax)
        var count = 0
        while count < bytes.count {
            let got = bytes.withUnsafeMutableBytes {
                Glibc.read(descriptor, $0.baseAddress?.advanced(by: count), $0.count - count)
            }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw SystemError("read time zone '\(name)' in \(path)") }
            guard got > 0 else { break }
            count += got
        }
        return Array(bytes[..<count])
    }

    /// The machine's time zone: `TZ` if it names one, else where `/etc/localtime` points, else UTC.
    package func localName() -> String {
        if let text = getenv("TZ").map({ String(cString: $0) }) {
            let name = text.hasPrefix(":") ? String(text.dropFirst()) : text
            if Self.isName(name), access("\(path)/\(name)", R_OK) == 0 { return name }
        }
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/etc/localtime", &buffer, buffer.count)
        guard count > 0 else { return "UTC" }
        let target = String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
        let parts = target.split(separator: "/")
        guard let root = parts.lastIndex(of: "zoneinfo") else { return "UTC" }
        let name = parts[(root + 1)...].joined(separator: "/")
        return Self.isName(name) ? name : "UTC"
    }

    /// Letters, digits and `_+-.` between single slashes, no part starting with a dot.
    static func isName(_ name: String) -> Bool {
        guard !name.isEmpty, name.utf8.count <= nameBytesMax else { return false }
        return name.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
            part.first != nil && part.first != "."
                && part.utf8.allSatisfy { byte in
                    let lower = byte | 0x20
                    return (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(lower)
                        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                        || "_+-.".utf8.contains(byte)
                }
        }
    }
}
