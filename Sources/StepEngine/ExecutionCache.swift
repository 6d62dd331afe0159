/// The executions touched lately, bounded in bytes.
///
/// Only a saving: an execution that is not here is read from its rows. Those that wait long are let go at once; of the
/// others the ones unused for longest go first, a quarter of the bound at a time.
struct ExecutionCache {
    let bytesMax: Int
    private var executions: [Int64: (execution: LiveExecution, bytes: Int)] = [:]
    private(set) var bytes = 0
    private var uses: UInt64 = 0

    init(bytesMax: Int) { self.bytesMax = bytesMax }

    mutating func find(_ id: Int64) -> LiveExecution? { executions[id]?.execution }

    mutating func keep(_ execution: LiveExecution) {
        drop(execution.id)
        uses += 1
        execution.lastUse = uses
        let size = execution.bytesEstimate
        executions[execution.id] = (execution, size)
        bytes += size
        if bytes > bytesMax { evict() }
    }

    mutating func drop(_ id: Int64) {
        guard let removed = executions.removeValue(forKey: id) else { return }
        bytes -= removed.bytes
    }

    private mutating func evict() {
        for (id, entry) in executions.sorted(by: { $0.value.execution.lastUse < $1.value.execution.lastUse }) {
            guard bytes > bytesMax / 4 * 3 else { return }
            executions[id] = nil
            bytes -= entry.bytes
        }
    }
}
