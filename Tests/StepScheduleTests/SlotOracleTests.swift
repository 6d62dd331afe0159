import StepSchedule
import StepTime
import Testing

/// Compares slots with those of other programs: `Fixtures/slots.tsv`, which `Fixtures/make-slots.py` writes with cronsim,
/// pyawscron, systemd-analyze and Python's zoneinfo.
@Suite struct SlotOracleTests {
    private static let lines: [[String]] = {
        let folder = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        let text = ZoneFile.text(at: "\(folder)/Fixtures/slots.tsv") ?? ""
        return text.split(separator: "\n").map { line in
            line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        }
    }()

    @Test func slotsAreThoseOfOtherPrograms() throws {
        #expect(Self.lines.count >= 300)
        var zones: [String: TimeZoneRules] = ["UTC": .utc]
        for line in Self.lines {
            try #require(line.count == 4)
            let zone = try zones[line[1]] ?? ZoneFile.rules(line[1])
            zones[line[1]] = zone
            let start = try ZoneFile.instant(line[2])
            let expected = line[3].split(separator: " ").map(String.init)
            let expression = try ScheduleExpression(parsing: line[0])
            var found: [String] = []
            var last = start
            while found.count < expected.count, let next = expression.next(after: last, in: zone, anchor: start) {
                found.append(ZoneFile.text(next) ?? "")
                last = next
            }
            #expect(found == expected, "\(line[0]) in \(line[1]) from \(line[2])")
        }
    }
}
