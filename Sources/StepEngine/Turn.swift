import StepMachine
import StepStore
import StepTime

/// What one turn has gathered: rows to write, and what is to be done once they are written.
struct Turn {
    let now: Timestamp
    /// The executions touched, in the order they first were.
    var touched: [LiveExecution] = []
    /// Every execution this turn has in hand. The cache may let one go while the turn still changes it; a second object
    /// for the same execution would start from rows that are not written yet.
    var live: [Int64: LiveExecution] = [:]
    /// Names given in this turn, which the database does not know yet.
    var newNames: [ExecutionKey: LiveExecution] = [:]
    /// Rows that are no execution's: machines, slots, schedules.
    var writes: [RowWrite] = []
    /// Volatile effects, in order; not run when the commit fails.
    var afterCommit: [() -> Void] = []
    /// The callers to tell when the commit fails.
    var refusals: [(EngineError) -> Void] = []
    /// Answers of tasks, to be taken again when the commit fails.
    var answers: [EngineCommand] = []
    /// What its steps have written, roughly: see ``EngineLoop/documentBytesMax``.
    var documentBytes = 0
    /// Tasks to hand to their drivers.
    var starting: [TaskRequest] = []
    /// What their drivers are to watch.
    var watching: [RemoteJob] = []
    /// Executions that ended in this turn while a task waits for them, which is not told yet.
    var endedChildren: [LiveExecution] = []
    /// Executions that are to be stopped, for nobody waits for them any more.
    var abandonedChildren: [Int64] = []

    init(now: Timestamp) { self.now = now }
}

/// What must be unique about an execution.
struct ExecutionKey: Hashable {
    var machine: Int64
    var name: String
}

/// A row that belongs to no execution.
enum RowWrite {
    case setSchedule(ScheduleRow)
    case recordSlot(SlotRow)
    case forgetSkips(job: String, after: Int64)
    case insertActivity(ActivityRow)
    case deleteActivity(String)
    case insertNested(NestedRow)
    case deleteNested(Int64)
    case deleteTask(TaskKey)
    case insertNotification(NotificationRow)
    case delayNotification(Int64, dueMilliseconds: Int64, attempts: Int64)
    case deleteNotification(Int64)
    case insertPending(PendingRow)
    case updatePending(PendingRow)
    case deletePending(Int64)
    case insertLock(LockRow)
    case deleteLocks(of: Int64)

    func write(to writer: StoreWriter) throws(StoreError) {
        switch self {
        case .setSchedule(let row): try writer.setSchedule(row)
        case .recordSlot(let row):
            // One that was skipped before may start all the same, by a backfill.
            if try !writer.recordSlot(row), row.lastMilliseconds == nil { try writer.updateSlot(row) }
        case .forgetSkips(let job, let time):
            try writer.deleteSlots(job: job, after: time, outcomeNot: SlotOutcome.started.rawValue)
        case .insertActivity(let row): try writer.insertActivity(row)
        case .deleteActivity(let name): try writer.deleteActivity(name)
        case .insertNested(let row): try writer.insertNested(row)
        case .deleteNested(let execution): try writer.deleteNested(execution)
        case .deleteTask(let key): try writer.deleteTask(key)
        case .insertNotification(let row): try writer.insertNotification(row)
        case .delayNotification(let id, let due, let attempts):
            try writer.delayNotification(id, untilMilliseconds: due, attempts: attempts)
        case .deleteNotification(let id): try writer.deleteNotification(id)
        case .insertPending(let row): try writer.insertPending(row)
        case .updatePending(let row): try writer.updatePending(row)
        case .deletePending(let execution): try writer.deletePending(execution)
        case .insertLock(let row): try writer.insertLock(row)
        case .deleteLocks(let execution): try writer.deleteLocks(of: execution)
        }
    }
}
