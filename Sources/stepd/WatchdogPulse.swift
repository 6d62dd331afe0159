import StepEngine
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
        var refusedFiles = 0
    }

    private let notify: Notify
    private let told = Mutex(Told())
    /// How often to send, in milliseconds: half of what systemd waits.
    private let intervalMilliseconds: Int64?

    private static let statusMilliseconds: Int64 = 1_000

    init(notify: Notify) {
        self.notify = notify
        intervalMilliseconds = notify.watchdogMicroseconds.map { Int64($0 / 2_000) }
    }

    /// The longest that the engine may sleep, in milliseconds.
    var idleMillisecondsMax: Int64 { min(60_000, intervalMilliseconds.map { max(1, $0 / 2) } ?? 60_000) }

    /// From now on the counts are shown.
    func ready() { told.withLock { $0.isReady = true } }

    func refused(files: Int) {
        told.withLock {
            $0.refusedFiles = files
            $0.status = Timestamp(milliseconds: 0)
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
            guard told.isReady, isPast(told.status, Self.statusMilliseconds, now) else { return }
            let text = Self.text(statistics, refusedFiles: told.refusedFiles)
            guard text != told.text else { return }
            told.status = now
            told.text = text
            notify.send(.status(text))
        }
    }

    /// Also when the clock was set back.
    private func isPast(_ last: Timestamp, _ milliseconds: Int64, _ now: Timestamp) -> Bool {
        now.milliseconds - last.milliseconds >= milliseconds || now < last
    }

    private static func text(_ statistics: EngineStatistics, refusedFiles: Int) -> String {
        let jobs = "\(statistics.jobs) job\(statistics.jobs == 1 ? "" : "s")"
        let runs = "\(statistics.runningExecutions) run\(statistics.runningExecutions == 1 ? "" : "s") active"
        let tasks = "\(statistics.tasksInFlight) task\(statistics.tasksInFlight == 1 ? "" : "s") under way"
        let refused = refusedFiles == 0 ? "" : "; \(refusedFiles) job file\(refusedFiles == 1 ? "" : "s") refused"
        return "\(jobs), \(runs), \(tasks)\(refused)"
    }
}
