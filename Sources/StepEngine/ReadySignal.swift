import Synchronization

/// Hands the outcome of a start from one thread to another.
final class ReadySignal: Sendable {
    private let outcome = Mutex<EngineError??>(nil)
    private let alarm = Alarm()

    func signal(_ error: EngineError?) {
        outcome.withLock { $0 = .some(error) }
        alarm.ring()
    }

    func wait() -> EngineError? {
        while true {
            if let outcome = outcome.withLock({ $0 }) { return outcome }
            alarm.sleep(until: nil, now: WallClock.now(), millisecondsMax: 1000)
        }
    }
}
