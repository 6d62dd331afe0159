import StepMachine
import StepStore

/// Which tasks are with their drivers, and which wait for a place.
///
/// The outbox table is the truth; this only says what this process has done about it. Bounded: at most `inFlightMax`
/// are with drivers, and those that wait are tokens of 24 bytes, one at most for each running execution's frame.
struct TaskLedger {
    let inFlightMax: Int
    /// A task that was handed out.
    struct Entry {
        /// The driver's place in the engine's list.
        var driver: Int
        /// What it watches; nil while its call is under way.
        var job: RemoteJob?
    }

    private(set) var inFlight: [TaskToken: Entry] = [:]
    private var waiting: [TaskToken] = []
    private var firstWaiting = 0

    init(inFlightMax: Int) { self.inFlightMax = inFlightMax }

    /// Whether `reserved` more tasks and one could be handed out.
    func hasPlace(besides reserved: Int) -> Bool { inFlight.count + reserved < inFlightMax }

    /// Whether a task waits and has a place.
    var canStart: Bool { firstWaiting < waiting.count && hasPlace(besides: 0) }

    mutating func wait(_ token: TaskToken) { waiting.append(token) }

    /// A row of the outbox that was not started. One that cannot be read is told when it is started.
    mutating func wait(_ row: TaskRow) {
        let token = TaskRequestCodec.token(row.request, execution: row.key.execution, event: row.key.token)
        if let token { waiting.append(token) }
    }

    mutating func popWaiting() -> TaskToken? {
        guard firstWaiting < waiting.count else { return nil }
        defer {
            firstWaiting += 1
            if firstWaiting * 2 > waiting.count {
                waiting.removeFirst(firstWaiting)
                firstWaiting = 0
            }
        }
        return waiting[firstWaiting]
    }

    mutating func forgetWaiting() {
        waiting = []
        firstWaiting = 0
    }

    mutating func started(_ token: TaskToken, driver: Int) { inFlight[token] = Entry(driver: driver) }

    mutating func watching(_ job: RemoteJob, driver: Int) { inFlight[job.token] = Entry(driver: driver, job: job) }

    /// Takes a task off the list; what it was, if it was with a driver.
    @discardableResult
    mutating func ended(_ token: TaskToken) -> Entry? { inFlight.removeValue(forKey: token) }
}
