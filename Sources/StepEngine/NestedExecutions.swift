import StepMachine
import StepStore

/// Which executions were started by tasks that wait for their end, and by which.
///
/// In memory too, so that the end of an execution that nobody waits for costs no look-up. Bounded by the executions that
/// run.
struct NestedExecutions {
    private var parents: [Int64: TaskToken] = [:]
    private var children: [TaskToken: Int64] = [:]

    init() {}

    init(_ reader: StoreReader) throws(StoreError) {
        var last = Int64.min
        while true {
            let page = try reader.nested(after: last, limit: 1_000)
            for row in page {
                let frame = Int32(truncatingIfNeeded: row.frame)
                add(row.execution, of: TaskToken(execution: row.parent, frame: frame, event: row.event))
            }
            guard let end = page.last, page.count == 1_000 else { return }
            last = end.execution
        }
    }

    /// The task that waits for an execution.
    func parent(of execution: Int64) -> TaskToken? { parents.isEmpty ? nil : parents[execution] }

    /// The execution that a task waits for.
    func child(of task: TaskToken) -> Int64? { children.isEmpty ? nil : children[task] }

    /// All executions that are waited for.
    var all: [Int64] { parents.keys.sorted() }

    mutating func add(_ execution: Int64, of task: TaskToken) {
        parents[execution] = task
        children[task] = execution
    }

    mutating func remove(_ execution: Int64) {
        if let task = parents.removeValue(forKey: execution) { children[task] = nil }
    }
}
