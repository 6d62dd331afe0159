import StepEngine
import StepJSONata
import StepStore
import Testing

@Suite struct TimerQueueTests {
    /// The queue beside a plain sorted table: what is due comes in order and none is lost, whatever its size.
    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func agreesWithTheTable(seed: UInt64) {
        var random = RandomSource(seed: seed)
        var queue = TimerQueue(timersMax: 32)
        var table: Set<TimerRow> = []
        var now: Int64 = 0
        var number: Int64 = 0
        for _ in 0..<2_000 {
            if Int.random(in: 0..<3, using: &random) > 0 {
                number += 1
                let due = now + Int64.random(in: 0..<200, using: &random)
                let row = TimerRow(dueMilliseconds: due, execution: number, timer: 1, payload: 0)
                table.insert(row)
                queue.add(row)
                continue
            }
            now += Int64.random(in: 0..<40, using: &random)
            var fired: [TimerRow] = []
            while true {
                if queue.needsRows(at: now) {
                    let first = table.sorted { $0.key < $1.key }.prefix(16)
                    queue.load(Array(first), isAll: table.count < 16)
                }
                guard let row = queue.popDue(at: now) else { break }
                #expect(table.remove(row) != nil)
                fired.append(row)
            }
            #expect(fired.map(\.key) == fired.map(\.key).sorted())
            #expect(table.allSatisfy { $0.key.dueMilliseconds > now }, "a due timer was not fired at \(now)")
            #expect(queue.count <= 33)
        }
    }
}
