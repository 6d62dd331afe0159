import Glibc
package import StepSchedule

/// Reads the system's time zones: TZif files by IANA name, and the name of the machine's own zone.
///
/// Files are read each time they are asked for, so that an upgrade of tzdata is honoured without one of stepd.
package enum TimeZoneFile {
    /// `TZDIR`, as for the C library, or where Debian's tzdata keeps them.
    package static let directory = environment("TZDIR") ?? "/usr/share/zoneinfo"
    /// The longest name; IANA's longest has 32 characters.
    private static let nameBytesMax = 255

    /// The rules of the zone `name`, such as `Europe/Berlin`. A name that could leave the directory is refused before
    /// any file is touched.
    package static func rules(named name: String) throws(TimeZoneError) -> TimeZoneRules {
        if name == "UTC" { return .utc }
        guard isName(name),
            let bytes = try? RegularFile.bytes(at: "\(directory)/\(name)", bytesMax: TimeZoneRules.bytesMax)
        else { throw TimeZoneError(zone: name, message: "there is no time zone `\(name)` in \(directory)") }
        return try TimeZoneRules(tzif: bytes, name: name)
    }

    /// The machine's time zone: `TZ` if it names one, else where `/etc/localtime` points, else UTC.
    package static func localName() -> String {
        if let text = environment("TZ") {
            let name = text.hasPrefix(":") ? String(text.dropFirst()) : text
            if isName(name), access("\(directory)/\(name)", R_OK) == 0 { return name }
        }
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/etc/localtime", &buffer, buffer.count)
        guard count > 0 else { return "UTC" }
        let target = String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
        let parts = target.split(separator: "/")
        guard let root = parts.lastIndex(of: "zoneinfo") else { return "UTC" }
        let name = parts[(root + 1)...].joined(separator: "/")
        return isName(name) ? name : "UTC"
    }

    /// Whether this system has time zones at all.
    static var isInstalled: Bool { access("\(directory)/Etc/UTC", R_OK) == 0 || access("\(directory)/UTC", R_OK) == 0 }

    /// Letters, digits and `_+-.` between single slashes, no part starting with a dot.
    private static func isName(_ name: String) -> Bool {
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

    /// The variable's text; nil where it is unset or empty.
    private static func environment(_ variable: String) -> String? {
        let text = getenv(variable).map { String(cString: $0) }
        return text?.isEmpty == true ? nil : text
    }
}
