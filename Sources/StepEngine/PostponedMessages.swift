import StepMachine
import StepTime

/// A message that must reach its execution, whatever happens to the first try.
struct DurableMessage {
    var message: Message
    var execution: Int64

    init(_ message: Message, to execution: Int64) {
        self.message = message
        self.execution = execution
    }
}

/// Messages for executions whose rows cannot be read, as on a bad sector.
///
/// They are tried again every minute, since nothing may be lost, and hold up nobody else meanwhile. Each is kept once,
/// however often its timer's row is read again: at most one timer and one answer for each frame.
struct PostponedMessages {
    enum Key: Hashable {
        case timer(execution: Int64, TimerID)
        case ended(TaskToken)
        case started(TaskToken)
        case reported(TaskToken)
        case stopped(Int64)
    }

    static let delaySeconds = 60.0

    private var messages: [Key: (message: DurableMessage, due: Timestamp)] = [:]

    var count: Int { messages.count }

    func holds(_ key: Key) -> Bool { messages[key] != nil }

    mutating func postpone(_ message: DurableMessage, at now: Timestamp) {
        guard let key = message.key else { return }
        messages[key] = (message, now.adding(seconds: Self.delaySeconds))
    }

    mutating func remove(_ key: Key) { messages[key] = nil }

    /// When the next is to be tried; a clock that is set back puts none off for longer than the delay.
    func nextDue(at now: Timestamp) -> Timestamp? {
        messages.values.map(\.due).min().map { min($0, now.adding(seconds: Self.delaySeconds)) }
    }

    mutating func takeDue(at now: Timestamp) -> [DurableMessage] {
        let latest = now.adding(seconds: Self.delaySeconds)
        let due = messages.filter { $0.value.due <= now || $0.value.due > latest }
        for key in due.keys { messages[key] = nil }
        return due.values.map(\.message)
    }
}

extension DurableMessage {
    /// What it is kept under; nil for messages of callers, who are told of a failure instead.
    var key: PostponedMessages.Key? {
        switch message {
        case .timerFired(let timer): .timer(execution: execution, timer)
        case .taskEnded(let token, _): .ended(token)
        case .taskStarted(let token): .started(token)
        case .taskReported(let token, _): .reported(token)
        case .stopped: .stopped(execution)
        case .started, .taskHeartbeatReceived, .activityStarted: nil
        }
    }
}
