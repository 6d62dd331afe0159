import Glibc
package import StepSchedule

/// Reads the system's time zones, so that an upgrade of tzdata is honoured without one of stepd.
package enum TimeZoneFile {
    /// Where Debian's tzdata keeps them.
    package static let directory = "/usr/share/zoneinfo"
    private static let bytesMax = 1 << 20

    /// The rules of the zone `name`, such as `Europe/Berlin`.
    package static func rules(named name: String) throws(TimeZoneError) -> TimeZoneRules {
        if name == "UTC" { return .utc }
        let isSafe = name.utf8.allSatisfy { byte in
            byte < 0x80 && (Character(UnicodeScalar(byte)).isLetter || Character(UnicodeScalar(byte)).isNumber)
                || [UInt8(ascii: "/"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "+")].contains(byte)
        }
        guard isSafe, !name.isEmpty, !name.hasPrefix("/"),
            let bytes = try? RegularFile.bytes(at: "\(directory)/\(name)", bytesMax: bytesMax)
        else { throw TimeZoneError(zone: name, message: "there is no time zone `\(name)` in \(directory)") }
        return try TimeZoneRules(tzif: bytes, name: name)
    }

    /// Whether this system has time zones at all.
    static var isInstalled: Bool { access("\(directory)/Etc/UTC", R_OK) == 0 || access("\(directory)/UTC", R_OK) == 0 }
}
