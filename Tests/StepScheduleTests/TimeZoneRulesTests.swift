import Glibc
import StepSchedule
import StepTime
import Testing

@Suite(.serialized) struct TimeZoneRulesTests {
    @Test(
        arguments: [
            ("Europe/Berlin", "2026-03-29T00:59:59Z", 3_600), ("Europe/Berlin", "2026-03-29T01:00:00Z", 7_200),
            ("Europe/Berlin", "2126-07-01T00:00:00Z", 7_200), ("America/New_York", "2026-11-01T05:59:59Z", -14_400),
            ("America/New_York", "2026-11-01T06:00:00Z", -18_000),
            ("Australia/Lord_Howe", "2026-01-01T00:00:00Z", 39_600),
            ("Australia/Lord_Howe", "2026-07-01T00:00:00Z", 37_800), ("Pacific/Apia", "2011-12-30T09:59:59Z", -36_000),
            ("Pacific/Apia", "2011-12-30T10:00:00Z", 50_400), ("Europe/Dublin", "2090-07-01T12:00:00Z", 3_600),
            ("Asia/Kathmandu", "2026-07-01T12:00:00Z", 20_700), ("UTC", "2026-07-01T12:00:00Z", 0),
        ]
    ) func offsetAtAnInstant(zone: String, instant: String, offset: Int) throws {
        #expect(try ZoneFile.rules(zone).offsetSeconds(at: ZoneFile.instant(instant)) == offset)
    }

    /// The C library reads the same files: every zone that schedules are likely to name, at random instants.
    @Test(
        arguments: [
            "Europe/Berlin", "Europe/London", "Europe/Dublin", "America/New_York", "America/Sao_Paulo",
            "America/Havana",
            "America/Nuuk", "America/Scoresbysund", "Australia/Lord_Howe", "Australia/Sydney", "Pacific/Apia",
            "Pacific/Chatham", "Africa/Casablanca", "Africa/Cairo", "Asia/Gaza", "Asia/Tehran", "Asia/Kolkata",
            "Antarctica/Troll", "Asia/Manila", "America/Juneau",
        ]
    ) func offsetsAreTheCLibrarys(zone: String) throws {
        let rules = try ZoneFile.rules(zone)
        setenv("TZ", ":" + zone, 1)
        tzset()
        defer {
            unsetenv("TZ")
            tzset()
        }
        var random = SystemRandomNumberGenerator()
        for _ in 0..<3_000 {
            var seconds = Int.random(in: -4_000_000_000...13_000_000_000, using: &random)
            var broken = tm()
            localtime_r(&seconds, &broken)
            #expect(rules.offsetSeconds(at: Int64(seconds) * 1_000) == broken.tm_gmtoff, "\(zone) at \(seconds)")
        }
    }

    @Test(
        arguments: [
            ("Europe/Berlin", "2026-06-01T12:00:00Z", "once 2026-06-01T10:00:00Z"),
            ("Europe/Berlin", "2026-03-29T02:30:00Z", "gap 2026-03-29T01:00:00Z"),
            ("Europe/Berlin", "2026-10-25T02:30:00Z", "fold 2026-10-25T00:30:00Z 2026-10-25T01:30:00Z"),
            ("Europe/Berlin", "2026-10-25T03:00:00Z", "once 2026-10-25T02:00:00Z"),
            ("America/New_York", "2099-03-08T02:00:00Z", "gap 2099-03-08T07:00:00Z"),
            ("Australia/Lord_Howe", "2026-04-05T01:45:00Z", "fold 2026-04-04T14:45:00Z 2026-04-04T15:15:00Z"),
            ("Australia/Lord_Howe", "2026-10-04T02:29:59Z", "gap 2026-10-03T15:30:00Z"),
            ("Pacific/Apia", "2011-12-30T12:00:00Z", "gap 2011-12-30T10:00:00Z"),
            ("UTC", "2026-03-29T02:30:00Z", "once 2026-03-29T02:30:00Z"),
        ]
    ) func wallClockTimeResolves(zone: String, local: String, expected: String) throws {
        let text =
            switch try ZoneFile.rules(zone).instants(ofLocal: CivilDateTime(milliseconds: ZoneFile.instant(local))) {
            case .once(let instant): ["once", ZoneFile.text(instant)]
            case .gap(let end): ["gap", ZoneFile.text(end)]
            case .fold(let first, let last): ["fold", ZoneFile.text(first), ZoneFile.text(last)]
            }
        #expect(text.compactMap(\.self).joined(separator: " ") == expected)
    }

    @Test func damagedFileIsRefusedAtEveryLength() throws {
        let whole = try ZoneFile.bytes("Europe/Berlin")
        for length in 0..<whole.count {
            #expect(throws: TimeZoneError.self) { try TimeZoneRules(tzif: Array(whole[..<length]), name: "cut") }
        }
    }

    @Test func damagedByteNeverTraps() throws {
        let whole = try ZoneFile.bytes("Europe/Berlin")
        for index in 0..<whole.count {
            for byte: UInt8 in [0x00, 0x7f, 0x80, 0xff] {
                var damaged = whole
                damaged[index] = byte
                let rules = try? TimeZoneRules(tzif: damaged, name: "damaged")
                for instant: Int64 in [Int64.min, -4_000_000_000_000, 0, 1_800_000_000_000, Int64.max] {
                    _ = rules?.offsetSeconds(at: instant)
                }
            }
        }
    }

    @Test func zonesThatCountLeapSecondsAreRefused() throws {
        #expect(throws: TimeZoneError.self) { try ZoneFile.rules("right/Europe/Berlin") }
    }
}
