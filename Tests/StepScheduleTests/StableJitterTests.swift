import StepSchedule
import Testing

@Suite struct StableJitterTests {
    @Test func offsetsNeverChange() {
        // Fixed for ever: a new version of the daemon must keep every job's slots.
        #expect(StableJitter.offset(of: ["host", "nightly"], below: 300_000) == 63_253)
        #expect(StableJitter.offset(of: [], below: 1_000_000) == 957_673)
    }

    @Test func offsetsFillTheRangeEvenly() {
        var counts = [Int](repeating: 0, count: 10)
        for index in 0..<10_000 { counts[Int(StableJitter.offset(of: ["job-\(index)"], below: 10))] += 1 }
        #expect(counts.allSatisfy { (850...1_150).contains($0) }, "\(counts)")
    }

    @Test func partsAreToldApart() {
        let range: Int64 = 1 << 60
        #expect(
            StableJitter.offset(of: ["ab", "c"], below: range) != StableJitter.offset(of: ["a", "bc"], below: range)
        )
        #expect(StableJitter.offset(of: ["a"], below: 0) == 0)
        #expect(StableJitter.offset(of: ["a"], below: -5) == 0)
        #expect(StableJitter.offset(of: ["a"], below: 1) == 0)
    }
}
