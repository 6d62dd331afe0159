import StepTime

/// When executions whose retention has ended are removed, and how far that has come.
///
/// A pass over all machines begins an hour after the last one, in small steps between turns, so that nothing waits for it.
/// A clock that is wrong must not remove a year's runs: a pass begins only when the wall clock has gone on for that hour
/// as a clock has that nobody sets.
struct Upkeep {
    /// Machines that the pass under way has not come to.
    private(set) var machines: [Int64] = []
    private(set) var isUnderWay = false
    private var dueUptime: Int64
    private var wallOffset: Int64

    static let intervalMilliseconds: Int64 = 3_600_000
    /// How far the wall clock may have moved against the other in an interval.
    private static let driftMillisecondsMax: Int64 = 60_000
    /// Between two steps.
    static let pauseMilliseconds: Int64 = 20

    init(uptime: Int64, now: Timestamp) {
        dueUptime = uptime + Self.intervalMilliseconds
        wallOffset = now.milliseconds - uptime
    }

    /// When the next step may be, by the wall clock as it goes now.
    func nextDue(uptime: Int64, now: Timestamp) -> Timestamp {
        let milliseconds = isUnderWay ? Self.pauseMilliseconds : max(0, dueUptime - uptime)
        return Timestamp(milliseconds: now.milliseconds + milliseconds)
    }

    /// Begins a pass if it is time.
    ///
    /// - Returns: whether there is something to do.
    mutating func begin(uptime: Int64, now: Timestamp, machines: () -> [Int64]) -> Bool {
        let offset = now.milliseconds - uptime
        if abs(offset - wallOffset) > Self.driftMillisecondsMax {
            // Set, in one direction or the other: whatever it says is to be trusted only after another interval.
            self = Upkeep(uptime: uptime, now: now)
            return false
        }
        guard !isUnderWay else { return true }
        guard uptime >= dueUptime else { return false }
        isUnderWay = true
        self.machines = machines()
        wallOffset = offset
        return true
    }

    mutating func takeMachine() -> Int64? { machines.popLast() }

    /// A machine has more to remove than one step does.
    mutating func putBack(_ machine: Int64) { machines.append(machine) }

    mutating func end(uptime: Int64, now: Timestamp) { self = Upkeep(uptime: uptime, now: now) }
}
