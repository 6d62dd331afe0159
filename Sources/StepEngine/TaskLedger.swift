import StepMachine
import StepStore

/// Which tasks are with their drivers, and which wait for a place.
///
/// The outbox table is the truth; this only says what this process has done about it. Bounded: at most `inFlightMax`
/// are with drivers, and those that wait are tokens of 24 bytes, one at most for each running execution's frame.
struct TaskLedger {
    let inFlightMax: Int
    /// The driver (its place in the engine's list) of each task that was handed out.
    private(set) var inFlight: [TaskToken: Int] = [:]
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

    mutating func started(_ token: TaskToken, driver: Int) { inFlight[token] = driver }

    /// Takes a task off the list; the place of its driver, if it was with one.
    @discardableResult
    mutating func ended(_ token: TaskToken) -> Int? { inFlight.removeValue(forKey: token) }
}
