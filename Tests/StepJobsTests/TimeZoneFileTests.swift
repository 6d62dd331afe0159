import StepJobs
import StepSchedule
import Testing

@Suite struct TimeZoneFileTests {
    @Test(arguments: ["Europe/Berlin", "UTC", "America/New_York", "America/Argentina/Buenos_Aires", "Etc/GMT+5"])
    func zoneIsReadByName(name: String) throws {
        #expect(try TimeZoneFile.rules(named: name).name == name)
    }

    @Test(
        arguments: [
            "", "/etc/passwd", "../../../etc/passwd", "Europe/../../../../etc/passwd", "./UTC", "Europe//Berlin",
            "Europe/", ".hidden", "Europe/Ber\u{0}lin", "Europe/Bérlin", "Europe Berlin", "/etc/localtime",
            "Europe/Atlantis", "Nowhere/City", "Europe",
        ]
    ) func whatIsNoTimeZoneIsAnError(name: String) {
        let error = #expect(throws: TimeZoneError.self) { try TimeZoneFile.rules(named: name) }
        #expect(error?.message.hasPrefix("there is no time zone") == true)
    }

    @Test func machinesZoneCanBeRead() throws {
        let name = TimeZoneFile.localName()
        #expect(try TimeZoneFile.rules(named: name).name == name)
    }
}
