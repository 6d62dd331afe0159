import Glibc
import Testing

@testable import StepSystem

@Suite struct ZoneInfoDirectoryTests {
    @Test(arguments: ["Europe/Berlin", "UTC", "America/Argentina/Buenos_Aires", "Etc/GMT+5"])
    func zoneIsReadByName(name: String) throws {
        let bytes = try ZoneInfoDirectory(path: "/usr/share/zoneinfo").bytes(ofZone: name)
        #expect(bytes.starts(with: "TZif".utf8))
    }

    @Test(
        arguments: [
            "", "/etc/passwd", "../../../etc/passwd", "Europe/../../../../etc/passwd", "./UTC", "Europe//Berlin",
            "Europe/", ".hidden", "Europe/Ber\u{0}lin", "Europe/Bérlin", "Europe Berlin",
        ]
    ) func nameThatIsNoneIsRefused(name: String) {
        let error = #expect(throws: SystemError.self) {
            try ZoneInfoDirectory(path: "/usr/share/zoneinfo").bytes(ofZone: name)
        }
        #expect(error?.errno == EINVAL)
    }

    @Test(arguments: [("Europe/Atlantis", ENOENT), ("Europe", EISDIR)])
    func zoneThatIsNotThere(name: String, errno: Int32) {
        let error = #expect(throws: SystemError.self) {
            try ZoneInfoDirectory(path: "/usr/share/zoneinfo").bytes(ofZone: name)
        }
        #expect(error?.errno == errno)
    }

    @Test func machinesZoneCanBeRead() throws {
        let directory = ZoneInfoDirectory(path: "/usr/share/zoneinfo")
        #expect(try !directory.bytes(ofZone: directory.localName()).isEmpty)
    }
}
