import Logging
import StepEngine
import StepMachine
import StepSystem
import StepTime
import Synchronization

/// Tells the journal what was committed, and systemd that the engine is alive.
///
/// Entries are written on a thread of their own, so that a slow journal never holds up a turn. The queue is bounded:
/// past it entries are dropped, and how many is logged.
final class JournalObserver: EngineObserver {
    private struct Queue {
        var entries: [Entry] = []
        var droppedCount = 0
        var isClosed = false
    }

    /// A line as it will be written.
    private struct Entry {
        var level: Logger.Level
        var text: String
        var metadata: Logger.Metadata
    }

    private static let entriesMax = 65_536

    private let queue = Mutex(Queue())
    private let bell = Alarm()
    private let logger = Logger(label: "stepd.runs")
    private let pulse: WatchdogPulse
    private let thread = Mutex<SystemThread?>(nil)

    private let places: JobPlaces

    init(pulse: WatchdogPulse, places: JobPlaces) {
        self.pulse = pulse
        self.places = places
    }

    func start() {
        let thread = SystemThread(name: "stepd-journal") { [self] in run() }
        self.thread.withLock { $0 = thread }
    }

    /// Writes what is left, and ends.
    func stop() {
        queue.withLock { $0.isClosed = true }
        bell.ring()
        thread.withLock { $0 }?.join()
    }

    func committed(_ step: CommittedStep) {
        let facts = step.facts
        for event in step.events {
            guard let line = RunLogLine(event, step, places, atLeast: logger.logLevel) else { continue }
            var metadata: Logger.Metadata = [
                "STEPD_JOB": "\(facts.stateMachineName)",
                "STEPD_RUN": "\(facts.stateMachineName):\(facts.name)",
                "STEPD_EVENT": "\(line.kind.rawValue)",
            ]
            if let state = line.state { metadata["STEPD_STATE"] = "\(state)" }
            add(Entry(level: line.level, text: "\(facts.stateMachineName): \(line.text)", metadata: metadata))
        }
    }

    func skipped(_ slot: SkippedJobSlot) {
        let kind = slot.isMissed ? MessageID.slotMissed : .slotSkipped
        let metadata: Logger.Metadata = ["STEPD_JOB": "\(slot.job)", "STEPD_EVENT": "\(kind.rawValue)"]
        let which =
            slot.last.map { "slots from \(slot.slot.rfc3339) to \($0.rfc3339) are" } ?? "slot \(slot.slot.rfc3339) is"
        let text = "\(slot.job): the \(which) \(slot.isMissed ? "missed" : "skipped"): \(slot.reason)"
        add(Entry(level: slot.isMissed ? .warning : .notice, text: text, metadata: metadata))
    }

    func waits(_ facts: ExecutionFacts, for reason: String) {
        let metadata: Logger.Metadata = [
            "STEPD_JOB": "\(facts.stateMachineName)", "STEPD_RUN": "\(facts.stateMachineName):\(facts.name)",
            "STEPD_EVENT": "\(MessageID.runWaiting.rawValue)",
        ]
        let text = "\(facts.stateMachineName): run \(facts.name) waits for \(reason)"
        add(Entry(level: .info, text: text, metadata: metadata))
    }

    func failed(_ failure: EngineFailure, _ message: String) {
        let kind: MessageID =
            switch failure {
            case .store: .storeFailed
            case .notification: .notificationFailed
            case .stop: .stopFailed
            }
        add(Entry(level: .error, text: message, metadata: ["STEPD_EVENT": "\(kind.rawValue)"]))
    }

    func recovering() { pulse.startGoesOn("taking up the runs that were going on") }

    func turned(_ statistics: EngineStatistics) { pulse.beat(statistics) }

    private func add(_ entry: Entry) {
        let wasEmpty = queue.withLock { queue in
            guard queue.entries.count < Self.entriesMax else {
                queue.droppedCount += 1
                return false
            }
            queue.entries.append(entry)
            return queue.entries.count == 1
        }
        if wasEmpty { bell.ring() }
    }

    private func run() {
        while true {
            let (entries, dropped, isClosed) = queue.withLock { queue in
                defer {
                    queue.entries = []
                    queue.droppedCount = 0
                }
                return (queue.entries, queue.droppedCount, queue.isClosed)
            }
            for entry in entries { logger.log(level: entry.level, "\(entry.text)", metadata: entry.metadata) }
            if dropped > 0 { logger.warning("the journal is slow: \(dropped) entries were dropped") }
            if entries.isEmpty {
                if isClosed { return }
                bell.sleep(until: nil, now: WallClock.now(), millisecondsMax: 60_000)
            }
        }
    }
}
