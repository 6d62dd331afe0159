import StepJSON
package import StepTime

/// A message that an execution took, as its history keeps it.
package struct RecordedMessage: Sendable {
    package var message: Message
    /// When the turn took it.
    package var time: Timestamp
    /// How many events it brought about. Those without any are not written but for the heartbeats and early reports
    /// that a replay infers.
    package var eventCount: Int

    package init(_ message: Message, time: Timestamp, eventCount: Int) {
        self.message = message
        self.time = time
        self.eventCount = eventCount
    }
}

/// Writes the messages behind the events of one history row as the row's `cause`, and reads them back for replay.
///
/// What stands in the events anyway, as a task's result does, is not written again: a message is read with the events
/// that it brought about. A message without events is not written; only heartbeats are such, and ``Replayer`` infers
/// them. The kinds are stored: never renumber one.
package enum MessageLog {
    private enum Kind: UInt8 {
        case started = 11
        case timerFired = 12
        case taskStarted = 13
        case taskEnded = 14
        case stopped = 15
        case taskHeartbeatReceived = 16
        case taskReported = 17
        case activityStarted = 18
    }

    /// Adds a message that was taken at `time` to the log of a row.
    package static func write(_ record: RecordedMessage, to writer: inout ByteWriter) {
        writer.write(byte: kind(of: record.message).rawValue)
        writer.write(record.time.milliseconds)
        writer.write(unsigned: UInt64(record.eventCount))
        switch record.message {
        case .started, .stopped: break
        case .timerFired(let timer):
            writer.write(timer.number)
            writer.write(Int64(timer.frame))
            writer.write(timer.due.milliseconds)
        case .taskStarted(let token), .taskEnded(let token, _), .taskHeartbeatReceived(let token),
            .taskReported(let token, _), .activityStarted(let token, _):
            writer.write(Int64(token.frame))
            writer.write(token.event)
        }
    }

    private static func kind(of message: Message) -> Kind {
        switch message {
        case .started: .started
        case .timerFired: .timerFired
        case .taskStarted: .taskStarted
        case .taskEnded: .taskEnded
        case .stopped: .stopped
        case .taskHeartbeatReceived: .taskHeartbeatReceived
        case .taskReported: .taskReported
        case .activityStarted: .activityStarted
        }
    }

    /// The messages of a row whose events are `events`, of the execution `execution`.
    ///
    /// - Throws: ``CodecError`` when bytes and events do not belong together.
    package static func read(
        _ bytes: [UInt8],
        events: [HistoryEvent],
        execution: Int64
    ) throws(CodecError) -> [RecordedMessage] {
        var reader = ByteReader(bytes)
        var rest = events[...]
        var records: [RecordedMessage] = []
        while !rest.isEmpty {
            let number = try reader.readByte()
            guard let kind = Kind(rawValue: number) else {
                throw CodecError("the stored history has a message of kind \(number), which cannot be replayed")
            }
            let time = Timestamp(milliseconds: try reader.readInteger())
            let count = Int(truncatingIfNeeded: try reader.readUnsigned())
            guard count > 0, count <= rest.count else {
                throw CodecError("the stored history has a message of \(count) events, and \(rest.count) are left")
            }
            let message = try message(kind, &reader, rest.prefix(count), execution)
            if let report = try earlyReport(before: message, rest.prefix(count)) {
                records.append(RecordedMessage(report, time: time, eventCount: 0))
            }
            records.append(RecordedMessage(message, time: time, eventCount: count))
            rest = rest.dropFirst(count)
        }
        return records
    }

    private static func message(
        _ kind: Kind,
        _ reader: inout ByteReader,
        _ events: ArraySlice<HistoryEvent>,
        _ execution: Int64
    ) throws(CodecError) -> Message {
        switch kind {
        case .started: return .started
        case .stopped:
            guard case .executionEnded(let error, let cause)? = events.last?.details else {
                throw CodecError("the stored history has a stop that stopped nothing")
            }
            return .stopped(error: error, cause: cause)
        case .timerFired:
            return .timerFired(
                TimerID(
                    number: try reader.readInteger(),
                    frame: Int32(truncatingIfNeeded: try reader.readInteger()),
                    due: Timestamp(milliseconds: try reader.readInteger())
                )
            )
        case .taskStarted: return .taskStarted(try token(&reader, execution))
        case .taskHeartbeatReceived: return .taskHeartbeatReceived(try token(&reader, execution))
        case .taskEnded: return .taskEnded(try token(&reader, execution), try outcome(events.first))
        case .taskReported: return .taskReported(try token(&reader, execution), try outcome(events.first))
        case .activityStarted:
            guard case .activityStarted(let workerName)? = events.first?.details else {
                throw CodecError("the stored history has the start of an activity without its event")
            }
            return .activityStarted(try token(&reader, execution), workerName: workerName)
        }
    }

    /// The report that was there before the call was answered: it left no event until then.
    private static func earlyReport(
        before message: Message,
        _ events: ArraySlice<HistoryEvent>
    ) throws(CodecError) -> Message? {
        guard case .taskEnded(let token, _) = message, let submitted = events.first, submitted.type == .taskSubmitted,
            let next = events.dropFirst().first, next.previousID == submitted.id,
            next.type == .taskSucceeded || next.type == .taskFailed
        else { return nil }
        return .taskReported(token, try outcome(next))
    }

    private static func token(_ reader: inout ByteReader, _ execution: Int64) throws(CodecError) -> TaskToken {
        TaskToken(
            execution: execution,
            frame: Int32(truncatingIfNeeded: try reader.readInteger()),
            event: try reader.readInteger()
        )
    }

    /// What became of a task, by the event that told of it.
    private static func outcome(_ event: HistoryEvent?) throws(CodecError) -> TaskOutcome {
        switch event?.details {
        case .taskOutput(_, _, let output), .workOutput(let output):
            do {
                return .succeeded(try JSONDocument(parsing: output))
            } catch {
                throw CodecError("the stored history has a result that is not JSON: \(error)")
            }
        case .taskFailed(_, _, let error, let cause), .workFailed(let error, let cause):
            return .failed(error: error, cause: cause)
        default: throw CodecError("the stored history has the end of a task without its event")
        }
    }
}
