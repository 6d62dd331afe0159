import Synchronization

/// Commands on their way to the engine's thread, in the order they came.
///
/// Bounded: past the bound the caller is refused at once, with an error that the API gives as ThrottlingException.
/// Answers of tasks are always taken; they are bounded by the tasks in flight, and must not be lost.
final class Mailbox: Sendable {
    private struct Contents {
        var commands: [EngineCommand] = []
        var isClosed = false
    }

    private let contents = Mutex(Contents())
    private let commandsMax: Int
    private let alarm: Alarm

    init(commandsMax: Int, alarm: Alarm) {
        self.commandsMax = commandsMax
        self.alarm = alarm
    }

    /// Puts a command in, or answers it with the error.
    func post(_ command: EngineCommand) {
        switch admit(command) {
        case .first: alarm.ring()
        case .another: break
        case .refused(let error): command.refuse(error)
        }
    }

    private enum Admission {
        /// The mailbox was empty: the sleeper must be woken.
        case first
        case another
        case refused(EngineError)
    }

    private func admit(_ command: EngineCommand) -> Admission {
        contents.withLock { contents in
            let isAnswer =
                switch command {
                case .taskEnded, .watchEnded, .notificationEnded: true
                default: false
                }
            if contents.isClosed, !isAnswer { return .refused(EngineError(.stopping, "The daemon is stopping.")) }
            guard isAnswer || contents.commands.count < commandsMax else {
                return .refused(EngineError(.throttling, "Rate exceeded: \(commandsMax) requests are waiting."))
            }
            contents.commands.append(command)
            return contents.commands.count == 1 ? .first : .another
        }
    }

    /// The first commands, at most `count`.
    func take(_ count: Int) -> [EngineCommand] {
        contents.withLock { contents in
            if contents.commands.count <= count {
                defer { contents.commands = [] }
                return contents.commands
            }
            defer { contents.commands.removeFirst(count) }
            return Array(contents.commands.prefix(count))
        }
    }

    var isEmpty: Bool { contents.withLock { $0.commands.isEmpty } }

    /// Takes no more requests, but the answers of tasks; what is inside can still be taken.
    func close() {
        contents.withLock { $0.isClosed = true }
        alarm.ring()
    }

    var isClosed: Bool { contents.withLock { $0.isClosed } }
}
