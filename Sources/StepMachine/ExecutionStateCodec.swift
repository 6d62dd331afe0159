import StepJSON
import StepTime

/// Writes an execution's state as the bytes of its row, and reads them back.
///
/// The first byte is the version of the form. A state of an older version must stay readable for ever, since an execution
/// may wait for a year; a newer one is refused in words.
package enum ExecutionStateCodec {
    private static let version: UInt8 = 2
    /// The oldest form that is read.
    private static let versionMin: UInt8 = 1

    package static func encode(_ state: ExecutionState) -> [UInt8] {
        var writer = ByteWriter()
        writer.write(byte: version)
        writer.write(Int64(state.status.rawValue))
        writer.write(state.nextEventID)
        writer.write(state.deadline?.milliseconds)
        write(state.resume, to: &writer)
        writer.write(unsigned: UInt64(state.frames.count))
        for frame in state.frames { write(frame, to: &writer) }
        writer.write(Int64(state.nextFrameID))
        return writer.bytes
    }

    package static func decode(_ bytes: [UInt8]) throws(CodecError) -> ExecutionState {
        var reader = ByteReader(bytes)
        let version = try reader.readByte()
        guard versionMin...Self.version ~= version else {
            throw CodecError("the stored state has version \(version); this stepd reads up to \(Self.version)")
        }
        guard let status = ExecutionStatus(rawValue: Int(try reader.readInteger())) else {
            throw CodecError("the stored state has a status that this stepd does not know")
        }
        let nextEventID = try reader.readInteger()
        let deadline = try reader.readOptionalInteger().map { Timestamp(milliseconds: $0) }
        let resume = try readOptionalTimer(&reader)
        var frames: [Frame] = []
        for _ in 0..<(try reader.readUnsigned()) { frames.append(try readFrame(&reader, version, among: frames)) }
        let nextFrameID = version < 2 ? Int64(frames.count) : try reader.readInteger()
        return ExecutionState(
            status: status,
            nextEventID: nextEventID,
            frames: frames,
            nextFrameID: Int32(truncatingIfNeeded: nextFrameID),
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
        write(frame.parent, to: &writer)
        write(frame.outputs, to: &writer)
    }

    private static func write(_ parent: FrameParent?, to writer: inout ByteWriter) {
        writer.write(parent != nil)
        guard let parent else { return }
        writer.write(Int64(parent.frame))
        writer.write(Int64(parent.index))
        writer.write(parent.item != nil)
        guard let item = parent.item else { return }
        writer.write(item.key)
        writer.write(item.value.text)
    }

    private static func readParent(_ reader: inout ByteReader) throws(CodecError) -> FrameParent? {
        guard try reader.readBool() else { return nil }
        let frame = Int32(truncatingIfNeeded: try reader.readInteger())
        let index = Int(try reader.readInteger())
        var item: MapItem?
        if try reader.readBool() {
            item = MapItem(index: index, key: try reader.readOptionalText(), value: try reader.readDocument())
        }
        return FrameParent(frame: frame, index: index, item: item)
    }

    /// Reads a frame that stands behind `others`.
    private static func readFrame(
        _ reader: inout ByteReader,
        _ version: UInt8,
        among others: [Frame]
    ) throws(CodecError) -> Frame {
        let id = Int32(truncatingIfNeeded: try reader.readInteger())
        let state = Int(try reader.readInteger())
        let phase = try readPhase(&reader, version)
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
        let parent = version < 2 ? nil : try readParent(&reader)
        let outputs = version < 2 ? [] : try readOutputs(&reader)
        let around = others.first { $0.id == parent?.frame }
        var frame = Frame(
            id: id,
            parent: parent,
            state: state,
            phase: phase,
            input: input,
            variables: variables,
            outerVariables: around?.visibleVariables ?? JSONObject(),
            lastEventID: lastEventID,
            entry: entry,
            retries: retries
        )
        frame.outputs = outputs
        return frame
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
            writer.write(attempt.isSubmitted)
            write(attempt.earlyReport, to: &writer)
        case .parallel(let progress):
            writer.write(byte: 4)
            writer.write(Int64(progress.runningCount))
        case .map(let progress):
            writer.write(byte: 5)
            writer.write(progress.items.text)
            writer.write(Int64(progress.concurrencyMax))
            writer.write(Int64(progress.count))
            writer.write(Int64(progress.nextIndex))
            writer.write(Int64(progress.runningCount))
        }
    }

    private static func write(_ report: TaskOutcome?, to writer: inout ByteWriter) {
        switch report {
        case nil:
            writer.write(byte: 0)
        case .succeeded(let output):
            writer.write(byte: 1)
            writer.write(output.text)
        case .failed(let error, let cause):
            writer.write(byte: 2)
            writer.write(error)
            writer.write(cause)
        }
    }

    private static func readReport(_ reader: inout ByteReader) throws(CodecError) -> TaskOutcome? {
        switch try reader.readByte() {
        case 0: nil
        case 1: .succeeded(try reader.readDocument())
        default: .failed(error: try reader.readOptionalText(), cause: try reader.readOptionalText())
        }
    }

    private static func write(_ outputs: [JSONDocument?], to writer: inout ByteWriter) {
        writer.write(unsigned: UInt64(outputs.count))
        for output in outputs { writer.write(output?.text) }
    }

    private static func readOutputs(_ reader: inout ByteReader) throws(CodecError) -> [JSONDocument?] {
        var outputs: [JSONDocument?] = []
        for _ in 0..<(try reader.readUnsigned()) {
            outputs.append(try reader.readBool() ? try reader.readDocument() : nil)
        }
        return outputs
    }

    private static func readPhase(_ reader: inout ByteReader, _ version: UInt8) throws(CodecError) -> Frame.Phase {
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
            guard version >= 2 else { return .task(attempt) }
            attempt.isSubmitted = try reader.readBool()
            attempt.earlyReport = try readReport(&reader)
            return .task(attempt)
        case 4:
            return .parallel(ParallelProgress(runningCount: Int(try reader.readInteger())))
        case 5:
            return .map(
                MapProgress(
                    items: try reader.readDocument(),
                    concurrencyMax: Int(try reader.readInteger()),
                    count: Int(try reader.readInteger()),
                    nextIndex: Int(try reader.readInteger()),
                    runningCount: Int(try reader.readInteger())
                )
            )
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
