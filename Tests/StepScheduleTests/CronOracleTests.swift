import StepSchedule
import StepTime
import Testing

/// Compares the arithmetic with a plain reading of the rules: walk the minutes, look at the wall clock, ask whether the
/// fields fit.
@Suite struct CronOracleTests {
    /// One random field: its text, and the values that it names.
    struct Field {
        var text: String
        var values: Set<Int>
        var isStarred: Bool

        static func random(_ range: ClosedRange<Int>, using random: inout some RandomNumberGenerator) -> Field {
            switch Int.random(in: 0..<6, using: &random) {
            case 0, 1: return Field(text: "*", values: Set(range), isStarred: true)
            case 2:
                let step = Int.random(in: 1...(range.count / 2), using: &random)
                let values = Set(stride(from: range.lowerBound, through: range.upperBound, by: step))
                return Field(text: "*/\(step)", values: values, isStarred: true)
            case 3:
                let lower = Int.random(in: range, using: &random)
                let upper = Int.random(in: lower...range.upperBound, using: &random)
                return Field(text: "\(lower)-\(upper)", values: Set(lower...upper), isStarred: false)
            default:
                let list = (0..<Int.random(in: 1...3, using: &random)).map { _ in Int.random(in: range, using: &random)
                }
                let text = list.map(String.init).joined(separator: ",")
                return Field(text: text, values: Set(list), isStarred: false)
            }
        }
    }

    struct Cron {
        var fields: [Field]

        init(using random: inout some RandomNumberGenerator) {
            let ranges = [0...59, 0...23, 1...31, 1...12, 0...6]
            fields = ranges.map { Field.random($0, using: &random) }
        }

        var text: String { fields.map(\.text).joined(separator: " ") }

        func matches(localMinute: Int64) -> Bool {
            let local = CivilDateTime(milliseconds: localMinute * 60_000)
            guard fields[0].values.contains(local.minute), fields[1].values.contains(local.hour),
                fields[3].values.contains(local.date.month)
            else { return false }
            let weekday = Int(((localMinute / 1_440) + 4) % 7)
            let isDay = fields[2].values.contains(local.date.day)
            let isWeekday = fields[4].values.contains(weekday)
            return fields[2].isStarred || fields[4].isStarred ? isDay && isWeekday : isDay || isWeekday
        }
    }

    @Test(
        arguments: [
            ("UTC", "2028-02-20T00:00:00Z"), ("Europe/Berlin", "2026-03-20T00:00:00Z"),
            ("Europe/Berlin", "2026-10-15T00:00:00Z"), ("America/New_York", "2027-03-01T00:00:00Z"),
            ("America/New_York", "2099-10-20T00:00:00Z"), ("Australia/Lord_Howe", "2026-03-25T00:00:00Z"),
            ("Australia/Lord_Howe", "2026-09-25T00:00:00Z"), ("Pacific/Apia", "2011-12-20T00:00:00Z"),
            ("Africa/Casablanca", "2026-02-05T00:00:00Z"), ("America/Havana", "2026-10-25T00:00:00Z"),
        ]
    ) func slotsAreThoseOfAWalkThroughTheMinutes(zone: String, from: String) throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SplitMix(state: seed)
        let rules = try ZoneFile.rules(zone)
        let start = try ZoneFile.instant(from)
        let end = start + 20 * 86_400_000
        for _ in 0..<12 {
            let cron = Cron(using: &random)
            // 31 February and its like are refused, and rightly.
            guard let expression = try? CronExpression(parsing: cron.text) else { continue }
            var found: [Int64] = []
            var at = start
            while found.count < 50_000, let next = expression.next(after: at, in: rules), next <= end {
                found.append(next)
                at = next
            }
            let walked = walk(cron, rules, from: start, to: end)
            let difference = Set(found).symmetricDifference(walked).min()
            #expect(ZoneFile.text(difference) == nil, "\(cron.text) in \(zone), seed \(seed)")
            #expect(found.count == walked.count, "\(cron.text) in \(zone), seed \(seed)")
        }
    }

    private func walk(_ cron: Cron, _ rules: TimeZoneRules, from start: Int64, to end: Int64) -> [Int64] {
        let isEveryHour = cron.fields[1].values == Set(0...23)
        func localMinute(_ instant: Int64) -> Int64 {
            (instant + Int64(rules.offsetSeconds(at: instant)) * 1_000) / 60_000
        }
        var slots: [Int64] = []
        // Two days ahead of the start, so that a fold just before it is known.
        var highest = localMinute(start - 172_800_000)
        for instant in stride(from: start - 172_740_000, through: end, by: 60_000) {
            let local = localMinute(instant)
            let isDue =
                isEveryHour
                ? cron.matches(localMinute: local)
                : highest < local && (highest + 1...local).contains { cron.matches(localMinute: $0) }
            highest = max(highest, local)
            if isDue, instant > start { slots.append(instant) }
        }
        return slots
    }
}

/// A generator with a seed that a failing test can print.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }
}
