import StepJSON
import StepTime

/// Writes an execution's state as the bytes of its row, and reads them back.
///
/// The first byte is the version of the form. A state of an older version must stay readable for ever, since an execution
/// may wait for a year; a newer one is refused in words.
package enum ExecutionStateCodec {
    private static let version: UInt8 = 1

    package static func encode(_ state: ExecutionState) -> [UInt8] {
        var writer = ByteWriter()
        writer.write(byte: version)
        writer.write(Int64(state.status.rawValue))
        writer.write(state.nextEventID)
        writer.write(state.deadline?.milliseconds)
        write(state.resume, to: &writer)
        writer.write(unsigned: UInt64(state.frames.count))
        for frame in state.frames { write(frame, to: &writer) }
        return writer.bytes
    }

    package static func decode(_ bytes: [UInt8]) throws(CodecError) -> ExecutionState {
        var reader = ByteReader(bytes)
        let version = try reader.readByte()
        guard version == Self.version else {
            throw CodecError("the stored state has version \(version); this stepd reads \(Self.version)")
        }
        guard let status = ExecutionStatus(rawValue: Int(try reader.readInteger())) else {
            throw CodecError("the stored state has a status that this stepd does not know")
        }
        let nextEventID = try reader.readInteger()
        let deadline = try reader.readOptionalInteger().map { Timestamp(milliseconds: $0) }
        let resume = try readOptionalTimer(&reader)
        var frames: [Frame] = []
        for _ in 0..<(try reader.readUnsigned()) { frames.append(try readFrame(&reader)) }
        return ExecutionState(
            status: status,
            nextEventID: nextEventID,
            frames: frames,
            deadline: deadline,
            resume: resume
        )
    }

    private static func write(_ frame: Frame, to writer: inout ByteWriter) {
        writer.write(Int64(frame.id))
        writer.write(Int64(frame.state))
        write(frame.phase, to: &writer)
        writer.write(frame.input.text)
        writer.write(JSONWriter.text(of: .object(frame.variables)))
        writer.write(frame.lastEventID)
        writer.write(frame.entry.eventID)
        writer.write(frame.entry.previousEventID)
        writer.write(frame.entry.time.milliseconds)
        writer.write(unsigned: UInt64(frame.retries.count))
        for count in frame.retries { writer.write(count) }
    }

    private static func readFrame(_ reader: inout ByteReader) throws(CodecError) -> Frame {
        let id = Int32(truncatingIfNeeded: try reader.readInteger())
        let state = Int(try reader.readInteger())
        let phase = try readPhase(&reader)
        let input = try reader.readDocument()
        guard case .object(let variables) = try reader.readDocument().value else {
            throw CodecError("the stored variables are not an object")
        }
        let lastEventID = try reader.readInteger()
        let entry = StateEntry(
            eventID: try reader.readInteger(),
            previousEventID: try reader.readInteger(),
            time: Timestamp(milliseconds: try reader.readInteger())
        )
        var retries: [Int64] = []
        for _ in 0..<(try reader.readUnsigned()) { retries.append(try reader.readInteger()) }
        return Frame(
            id: id,
            state: state,
            phase: phase,
            input: input,
            variables: variables,
            lastEventID: lastEventID,
            entry: entry,
            retries: retries
        )
    }

    private static func write(_ phase: Frame.Phase, to writer: inout ByteWriter) {
        switch phase {
        case .ready:
            writer.write(byte: 0)
        case .waiting(let timer):
            writer.write(byte: 1)
            write(timer, to: &writer)
        case .retrying(let timer):
            writer.write(byte: 2)
            write(timer, to: &writer)
        case .task(let attempt):
            writer.write(byte: 3)
            writer.write(attempt.event)
            writer.write(attempt.isStarted)
            writer.write(attempt.heartbeatSeconds)
            write(attempt.timeout, to: &writer)
            write(attempt.heartbeat, to: &writer)
        }
    }

    private static func readPhase(_ reader: inout ByteReader) throws(CodecError) -> Frame.Phase {
        switch try reader.readByte() {
        case 0: return .ready
        case 1: return .waiting(try readTimer(&reader))
        case 2: return .retrying(try readTimer(&reader))
        case 3:
            var attempt = TaskAttempt(
                event: try reader.readInteger(),
                isStarted: try reader.readBool(),
                timeout: nil,
                heartbeat: nil,
                heartbeatSeconds: try reader.readOptionalInteger()
            )
            attempt.timeout = try readOptionalTimer(&reader)
            attempt.heartbeat = try readOptionalTimer(&reader)
            return .task(attempt)
        case let other: throw CodecError("the stored state is in phase \(other), which this stepd does not know")
        }
    }

    private static func write(_ timer: TimerID, to writer: inout ByteWriter) {
        writer.write(timer.number)
        writer.write(Int64(timer.frame))
        writer.write(timer.due.milliseconds)
    }

    private static func write(_ timer: TimerID?, to writer: inout ByteWriter) {
        writer.write(timer != nil)
        if let timer { write(timer, to: &writer) }
    }

    private static func readOptionalTimer(_ reader: inout ByteReader) throws(CodecError) -> TimerID? {
        try reader.readBool() ? try readTimer(&reader) : nil
    }

    private static func readTimer(_ reader: inout ByteReader) throws(CodecError) -> TimerID {
        TimerID(
            number: try reader.readInteger(),
            frame: Int32(truncatingIfNeeded: try reader.readInteger()),
            due: Timestamp(milliseconds: try reader.readInteger())
        )
    }
}
