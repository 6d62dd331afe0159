import Glibc
import StepTime
import Testing

@testable import StepSchedule

/// The system's tzdata, for tests.
enum ZoneFile {
    static let folder = "/usr/share/zoneinfo"

    static func rules(_ name: String) throws -> TimeZoneRules {
        try TimeZoneRules(tzif: bytes(name), name: name)
    }

    static func bytes(_ name: String) throws -> [UInt8] {
        let file = try #require(fopen("\(folder)/\(name)", "r"), "tzdata has no \(name)")
        defer { fclose(file) }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = fread(&buffer, 1, buffer.count, file)
        return Array(buffer[..<count])
    }

    /// The text of a file; nil where there is none.
    static func text(at path: String) -> String? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// UTC milliseconds of an RFC 3339 text.
    static func instant(_ text: String) throws -> Int64 {
        try #require(Timestamp(rfc3339: text), "\(text) is not in RFC 3339").milliseconds
    }

    /// An RFC 3339 text to the second.
    static func text(_ milliseconds: Int64?) -> String? {
        milliseconds.map { "\(CivilDateTime(milliseconds: $0).iso8601)Z" }
    }
}
