import StepEngine
import StepProtocol
import StepSystem
import StepTime
import Synchronization

/// Tells systemd, from the engine's own turns, that the engine works; and what it is doing.
///
/// No timer of its own: a turn that hangs must not be covered up (sd_watchdog_enabled(3)).
final class WatchdogPulse: Sendable {
    private struct Told {
        var watchdog = Timestamp(milliseconds: 0)
        var status = Timestamp(milliseconds: 0)
        var text = ""
        var isReady = false
        /// What the last turn left.
        var statistics = EngineStatistics()
        var refusedFiles = 0
        /// When more time was asked for, during the start.
        var extended = Timestamp(milliseconds: 0)
    }

    private let notify: Notify
    /// Where job files are put: said as long as there is none.
    private let jobsDirectory: String
    private let told = Mutex(Told())
    /// How often to send, in milliseconds: half of what systemd waits.
    private let intervalMilliseconds: Int64?

    private static let statusMilliseconds: Int64 = 1_000
    /// What is asked for while the start goes on: much more than two of its signs are apart.
    private static let extensionMicroseconds: UInt64 = 60_000_000

    init(notify: Notify, jobsDirectory: String) {
        self.notify = notify
        self.jobsDirectory = jobsDirectory
        intervalMilliseconds = notify.watchdogMicroseconds.map { Int64($0 / 2_000) }
    }

    /// The longest that the engine may sleep, in milliseconds.
    var idleMillisecondsMax: Int64 { min(60_000, intervalMilliseconds.map { max(1, $0 / 2) } ?? 60_000) }

    /// The start goes on, with `what`: systemd gives it more time, `TimeoutStartSec=` notwithstanding.
    ///
    /// Said from the work itself, so that a start that hangs is ended.
    func startGoesOn(_ what: String) {
        guard notify.isEnabled else { return }
        let now = WallClock.now()
        let isDue = told.withLock { told in
            guard !told.isReady, isPast(told.extended, Self.statusMilliseconds, now) else { return false }
            told.extended = now
            return true
        }
        if isDue { notify.send(.extendTimeout(microseconds: Self.extensionMicroseconds), .status("starting: \(what)")) }
    }

    /// The start is over: systemd is told, with the counts, which are shown from now on.
    func ready(_ statistics: EngineStatistics) {
        told.withLock { told in
            told.isReady = true
            told.statistics = statistics
            told.status = WallClock.now()
            told.text = text(of: told)
            notify.send(.ready, .status(told.text))
        }
    }

    /// Job files were read, and so many are refused now: told at once, for an engine with nothing to do has no turn for a
    /// long time, and who has just reloaded looks at the status.
    func filesRead(refused: Int) {
        told.withLock { told in
            told.refusedFiles = refused
            if told.isReady { tellStatus(&told, WallClock.now()) }
        }
    }

    /// A turn has ended.
    func beat(_ statistics: EngineStatistics) {
        guard notify.isEnabled else { return }
        let now = WallClock.now()
        told.withLock { told in
            if let intervalMilliseconds, isPast(told.watchdog, intervalMilliseconds / 2, now) {
                told.watchdog = now
                notify.send(.watchdog)
            }
            told.statistics = statistics
            guard told.isReady, isPast(told.status, Self.statusMilliseconds, now) else { return }
            tellStatus(&told, now)
        }
    }

    /// Sends the status if it is another than was sent last. Under the lock, so that the last one sent is the last one made.
    private func tellStatus(_ told: inout Told, _ now: Timestamp) {
        let text = text(of: told)
        guard text != told.text else { return }
        told.status = now
        told.text = text
        notify.send(.status(text))
    }

    /// Also when the clock was set back.
    private func isPast(_ last: Timestamp, _ milliseconds: Int64, _ now: Timestamp) -> Bool {
        now.milliseconds - last.milliseconds >= milliseconds || now < last
    }

    private func text(of told: Told) -> String {
        let statistics = told.statistics
        let jobs =
            statistics.jobs == 0
            ? "no job yet: put job files into \(jobsDirectory)" : Count.text(statistics.jobs, "job")
        let runs = "\(Count.text(statistics.runningExecutions, "run")) active"
        let tasks = "\(Count.text(statistics.tasksInFlight, "task")) under way"
        let refused = told.refusedFiles == 0 ? "" : "; \(Count.text(told.refusedFiles, "job file")) refused"
        return "\(jobs), \(runs), \(tasks)\(refused)"
    }
}
