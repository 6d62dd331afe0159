import StepTime

/// Writes the events of one step as the bytes of one history row, and reads them back.
///
/// Ids follow each other, so only the first is written; times are written as differences. A document that is the same
/// text as the one before it, as a state's output is that handed on the input, is written as one byte: most of a
/// history is such copies. The first byte is the version of the form; old versions stay readable for ever.
package enum HistoryEventCodec {
    private static let version: UInt8 = 1

    package static func encode(_ events: [HistoryEvent]) -> [UInt8] {
        var encoder = HistoryEventEncoder()
        encoder.writer.write(byte: version)
        encoder.writer.write(unsigned: UInt64(events.count))
        guard let first = events.first else { return encoder.writer.bytes }
        encoder.writer.write(first.id)
        var time: Int64 = 0
        for event in events {
            encoder.writer.write(byte: event.type.rawValue)
            encoder.writer.write(event.id - event.previousID)
            encoder.writer.write(event.timestamp.milliseconds - time)
            time = event.timestamp.milliseconds
            encoder.write(event.details)
        }
        return encoder.writer.bytes
    }

    package static func decode(_ bytes: [UInt8]) throws(CodecError) -> [HistoryEvent] {
        var decoder = HistoryEventDecoder(reader: ByteReader(bytes))
        let version = try decoder.reader.readByte()
        guard version == Self.version else {
            throw CodecError("the stored history has version \(version); this stepd reads \(Self.version)")
        }
        let count = try decoder.reader.readUnsigned()
        guard count > 0 else { return [] }
        var id = try decoder.reader.readInteger()
        var time: Int64 = 0
        var events: [HistoryEvent] = []
        for _ in 0..<count {
            let number = try decoder.reader.readByte()
            guard let type = HistoryEventType(rawValue: number) else {
                throw CodecError("the stored history has an event of type \(number), which this stepd does not know")
            }
            let previousID = id - (try decoder.reader.readInteger())
            time += try decoder.reader.readInteger()
            events.append(
                HistoryEvent(
                    id: id,
                    previousID: previousID,
                    timestamp: Timestamp(milliseconds: time),
                    type: type,
                    details: try decoder.readDetails()
                )
            )
            id += 1
        }
        return events
    }
}

private struct HistoryEventEncoder {
    var writer = ByteWriter()
    private var lastDocument = ""

    mutating func write(_ details: HistoryEventDetails) {
        switch details {
        case .none:
            writer.write(byte: 0)
        case .executionStarted(let input, let roleARN):
            writer.write(byte: 1)
            write(document: input)
            writer.write(roleARN)
        case .executionSucceeded(let output):
            writer.write(byte: 2)
            write(document: output)
        case .executionEnded(let error, let cause):
            writer.write(byte: 3)
            writer.write(error)
            writer.write(cause)
        case .stateEntered(let name, let input):
            writer.write(byte: 4)
            writer.write(name)
            write(document: input)
        case .stateExited(let name, let output, let variables):
            writer.write(byte: 5)
            writer.write(name)
            write(document: output)
            writer.write(unsigned: UInt64(variables.count))
            for variable in variables {
                writer.write(variable.name)
                write(document: variable.value)
            }
        case .taskScheduled(let scheduled):
            writer.write(byte: 6)
            write(scheduled)
        case .taskStarted(let resourceType, let resource):
            writer.write(byte: 7)
            writer.write(resourceType)
            writer.write(resource)
        case .taskOutput(let resourceType, let resource, let output):
            writer.write(byte: 8)
            writer.write(resourceType)
            writer.write(resource)
            write(document: output)
        case .taskFailed(let resourceType, let resource, let error, let cause):
            writer.write(byte: 9)
            writer.write(resourceType)
            writer.write(resource)
            writer.write(error)
            writer.write(cause)
        case .evaluationFailed(let error, let cause, let location, let state):
            writer.write(byte: 10)
            writer.write(error)
            writer.write(cause)
            writer.write(location)
            writer.write(state)
        case .workScheduled, .activityStarted, .workOutput, .workFailed, .mapStateStarted, .mapIteration:
            writeWork(details)
        }
    }

    /// The details of activities, of Lambda functions and of Maps.
    private mutating func writeWork(_ details: HistoryEventDetails) {
        switch details {
        case .workScheduled(let scheduled):
            writer.write(byte: 20)
            write(scheduled)
        case .activityStarted(let workerName):
            writer.write(byte: 21)
            writer.write(workerName)
        case .workOutput(let output):
            writer.write(byte: 22)
            write(document: output)
        case .workFailed(let error, let cause):
            writer.write(byte: 23)
            writer.write(error)
            writer.write(cause)
        case .mapStateStarted(let length):
            writer.write(byte: 30)
            writer.write(length)
        case .mapIteration(let name, let index):
            writer.write(byte: 31)
            writer.write(name)
            writer.write(index)
        default: preconditionFailure("these details have a form of their own: \(details)")
        }
    }

    private mutating func write(_ scheduled: TaskScheduledDetails) {
        writer.write(scheduled.resourceType)
        writer.write(scheduled.resource)
        writer.write(scheduled.region)
        write(document: scheduled.parameters)
        writer.write(scheduled.timeoutSeconds)
        writer.write(scheduled.heartbeatSeconds)
        writer.write(scheduled.roleARN)
    }

    private mutating func write(_ scheduled: WorkScheduledDetails) {
        writer.write(scheduled.resource)
        write(document: scheduled.input)
        writer.write(scheduled.timeoutSeconds)
        writer.write(scheduled.heartbeatSeconds)
        writer.write(scheduled.roleARN)
    }

    private mutating func write(document text: String) {
        let isRepeated = text == lastDocument
        writer.write(isRepeated)
        guard !isRepeated else { return }
        writer.write(text)
        lastDocument = text
    }
}

private struct HistoryEventDecoder {
    var reader: ByteReader
    private var lastDocument = ""

    init(reader: ByteReader) { self.reader = reader }

    mutating func readDetails() throws(CodecError) -> HistoryEventDetails {
        switch try reader.readByte() {
        case 0: return .none
        case 1: return .executionStarted(input: try readDocument(), roleARN: try reader.readText())
        case 2: return .executionSucceeded(output: try readDocument())
        case 3: return .executionEnded(error: try reader.readOptionalText(), cause: try reader.readOptionalText())
        case 4: return .stateEntered(name: try reader.readText(), input: try readDocument())
        case 5:
            let name = try reader.readText()
            let output = try readDocument()
            var variables: [AssignedVariable] = []
            for _ in 0..<(try reader.readUnsigned()) {
                variables.append(AssignedVariable(name: try reader.readText(), value: try readDocument()))
            }
            return .stateExited(name: name, output: output, assignedVariables: variables)
        case 6:
            return .taskScheduled(
                TaskScheduledDetails(
                    resourceType: try reader.readText(),
                    resource: try reader.readText(),
                    region: try reader.readText(),
                    parameters: try readDocument(),
                    timeoutSeconds: try reader.readOptionalInteger(),
                    heartbeatSeconds: try reader.readOptionalInteger(),
                    roleARN: try reader.readOptionalText()
                )
            )
        case 7: return .taskStarted(resourceType: try reader.readText(), resource: try reader.readText())
        case 8:
            return .taskOutput(
                resourceType: try reader.readText(),
                resource: try reader.readText(),
                output: try readDocument()
            )
        case 9:
            return .taskFailed(
                resourceType: try reader.readText(),
                resource: try reader.readText(),
                error: try reader.readOptionalText(),
                cause: try reader.readOptionalText()
            )
        case 10:
            return .evaluationFailed(
                error: try reader.readText(),
                cause: try reader.readText(),
                location: try reader.readOptionalText(),
                state: try reader.readText()
            )
        case 20:
            return .workScheduled(
                WorkScheduledDetails(
                    resource: try reader.readText(),
                    input: try readDocument(),
                    timeoutSeconds: try reader.readOptionalInteger(),
                    heartbeatSeconds: try reader.readOptionalInteger(),
                    roleARN: try reader.readOptionalText()
                )
            )
        case 21: return .activityStarted(workerName: try reader.readOptionalText())
        case 22: return .workOutput(output: try readDocument())
        case 23: return .workFailed(error: try reader.readOptionalText(), cause: try reader.readOptionalText())
        case 30: return .mapStateStarted(length: try reader.readInteger())
        case 31: return .mapIteration(name: try reader.readText(), index: try reader.readInteger())
        case let other:
            throw CodecError("the stored history has details of form \(other), which this stepd does not know")
        }
    }

    private mutating func readDocument() throws(CodecError) -> String {
        if try reader.readBool() { return lastDocument }
        lastDocument = try reader.readText()
        return lastDocument
    }
}
