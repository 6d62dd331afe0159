import StepJSON
import StepMachine
import StepStore
import StepTime

/// An execution in memory, with what the turn under way has to write about it.
///
/// Invariant: `pending` is empty between turns. When a commit fails, the object is dropped, and the next message reads
/// the execution from its rows again.
final class LiveExecution {
    let interpreter: Interpreter
    /// The id of its state machine.
    let machine: Int64
    let isJob: Bool
    var state: ExecutionState
    /// The row to insert, of an execution that was started in this turn.
    var newRow: ExecutionRow?
    var pending = PendingWrites()
    /// For the cache: larger is later.
    var lastUse: UInt64 = 0

    init(interpreter: Interpreter, machine: MachineRow, state: ExecutionState) {
        self.interpreter = interpreter
        self.machine = machine.id
        isJob = machine.origin != MachineCatalog.apiOrigin
        self.state = state
    }

    var id: Int64 { interpreter.facts.id }

    /// What it costs to keep this in memory, roughly, in bytes.
    var bytesEstimate: Int {
        state.frames.reduce(512 + interpreter.facts.input.text.utf8.count * 2) { sum, frame in
            sum + 256 + frame.input.text.utf8.count * 3 + frame.variables.count * 128
        }
    }

    /// When its next timer is due, if all that it waits for is timers.
    var parkedUntil: Timestamp? {
        var earliest: Timestamp?
        for frame in state.frames {
            switch frame.phase {
            case .waiting(let timer), .retrying(let timer): earliest = min(earliest ?? timer.due, timer.due)
            case .task, .ready: return nil
            // Its parts say what it waits for.
            case .parallel, .map: break
            }
        }
        return earliest
    }
}

/// Rows to be written for one execution.
struct PendingWrites {
    var events: [HistoryEvent] = []
    /// The messages behind the events, for replay: ``MessageLog``.
    var causes = ByteWriter()
    var startedTimers: [TimerID] = []
    var cancelledTimers: [TimerID] = []
    var scheduledTasks: [TaskRequest] = []
    var startedTasks: [TaskToken] = []
    var endedTasks: [TaskToken] = []
    /// What nobody waits for any more.
    var stoppedJobs: [RemoteJob] = []
    var result: ExecutionResult?
    /// Whether the execution is among those that the turn writes.
    var isTouched = false

    mutating func cancel(_ timer: TimerID) {
        // A timer that was started in the same turn never becomes a row.
        if let index = startedTimers.firstIndex(of: timer) {
            startedTimers.remove(at: index)
        } else {
            cancelledTimers.append(timer)
        }
    }

    /// A task that was scheduled in the same turn never becomes a row.
    mutating func end(_ token: TaskToken) {
        startedTasks.removeAll { $0 == token }
        if let index = scheduledTasks.firstIndex(where: { $0.token == token }) {
            scheduledTasks.remove(at: index)
        } else {
            endedTasks.append(token)
        }
    }
}
