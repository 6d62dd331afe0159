import StepTime

/// The events of one turn, and the messages behind them, as a history row holds them.
package struct HistoryBatch: Sendable, Equatable {
    /// ``MessageLog``.
    package var messages: [UInt8]
    /// ``HistoryEventCodec``.
    package var events: [UInt8]

    package init(messages: [UInt8], events: [UInt8]) {
        self.messages = messages
        self.events = events
    }
}

/// Runs an execution again from its history and compares, byte for byte.
///
/// The interpreter is a function of the machine, the execution's facts and the messages with their times. When this
/// version gives other events than those that were stored, then an execution that waits would go on differently after
/// an upgrade: recorded histories of every version are kept and replayed by each later one.
package struct Replayer: Sendable {
    package let interpreter: Interpreter

    package init(interpreter: Interpreter) { self.interpreter = interpreter }

    /// The state that the messages of `batches`, in order, lead to from nothing.
    ///
    /// - Throws: ``ReplayError`` at the first difference.
    package func replay(_ batches: some Sequence<HistoryBatch>) throws(ReplayError) -> ExecutionState {
        var state = ExecutionState()
        for batch in batches { try replay(batch, &state) }
        return state
    }

    private func replay(_ batch: HistoryBatch, _ state: inout ExecutionState) throws(ReplayError) {
        let recorded: [HistoryEvent]
        let messages: [RecordedMessage]
        do {
            recorded = try HistoryEventCodec.decode(batch.events)
            messages = try MessageLog.read(batch.messages, events: recorded, execution: interpreter.facts.id)
        } catch {
            throw ReplayError("\(error)")
        }
        var replayed: [HistoryEvent] = []
        for record in messages {
            heartbeat(before: record, &state)
            let events = recorded.dropFirst(replayed.count).prefix(record.eventCount)
            heartbeats(before: record, events, &state)
            let transition = interpreter.step(&state, record.message, at: record.time)
            replayed += transition.events
            if let difference = difference(replayed, recorded) { throw difference }
        }
        if replayed.count < recorded.count { throw ReplayError(missing: recorded[replayed.count]) }
        guard HistoryEventCodec.encode(replayed) == batch.events else {
            throw ReplayError("the events from \(recorded.first?.id ?? 0) on are equal, and their bytes are not")
        }
    }

    /// A heartbeat has no event; its only trace is the time of the timer that it set again. Where that timer fires, the
    /// heartbeat is given first.
    private func heartbeat(before record: RecordedMessage, _ state: inout ExecutionState) {
        guard case .timerFired(let timer) = record.message, timer.kind == .heartbeat,
            let frame = state.frames.first(where: { $0.id == timer.frame }), case .task(let attempt) = frame.phase,
            let seconds = attempt.heartbeatSeconds, attempt.heartbeat != timer
        else { return }
        let token = TaskToken(execution: interpreter.facts.id, frame: frame.id, event: attempt.event)
        _ = interpreter.step(&state, .taskHeartbeatReceived(token), at: timer.due.adding(seconds: -Double(seconds)))
    }

    /// A timer that fires ends all tasks whose time has passed. Those that were not ended had sent a heartbeat.
    private func heartbeats(
        before record: RecordedMessage,
        _ events: ArraySlice<HistoryEvent>,
        _ state: inout ExecutionState
    ) {
        guard case .timerFired(let timer) = record.message else { return }
        for frame in state.frames {
            guard case .task(let attempt) = frame.phase, let heartbeat = attempt.heartbeat, heartbeat != timer,
                heartbeat.due <= record.time, !events.contains(where: { $0.isTimeout(after: frame.lastEventID) })
            else { continue }
            let token = TaskToken(execution: interpreter.facts.id, frame: frame.id, event: attempt.event)
            _ = interpreter.step(&state, .taskHeartbeatReceived(token), at: record.time)
        }
    }

    private func difference(_ replayed: [HistoryEvent], _ recorded: [HistoryEvent]) -> ReplayError? {
        for (index, event) in replayed.enumerated() {
            guard index < recorded.count else { return ReplayError(surplus: event) }
            if event != recorded[index] { return ReplayError(recorded: recorded[index], replayed: event) }
        }
        return nil
    }
}

extension HistoryEvent {
    /// Whether it tells of the timeout of the task whose last event was `previousID`.
    fileprivate func isTimeout(after previousID: Int64) -> Bool {
        self.previousID == previousID
            && (type == .taskTimedOut || type == .activityTimedOut || type == .lambdaFunctionTimedOut)
    }
}

/// Where a history and its replay part.
package struct ReplayError: Error, Equatable, CustomStringConvertible {
    package var description: String

    init(_ description: String) { self.description = description }

    init(recorded: HistoryEvent, replayed: HistoryEvent) {
        description = "event \(recorded.id) was \(recorded), and is \(replayed) when replayed"
    }

    init(missing event: HistoryEvent) {
        description = "event \(event.id), \(event.type.name), does not come when replayed"
    }

    init(surplus event: HistoryEvent) {
        description = "event \(event.id), \(event.type.name), comes only when replayed"
    }
}
