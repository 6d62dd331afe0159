import StepJSON
package import StepLanguage

/// Writes a task's request as the bytes of its outbox row, and reads them back after a restart.
///
/// Only what was evaluated is in the row; the `Resource` and the state's name stand in the definition, and the frame
/// says which state that is.
package enum TaskRequestCodec {
    private static let version: UInt8 = 1

    package static func encode(_ request: TaskRequest) -> [UInt8] {
        var writer = ByteWriter()
        writer.write(byte: version)
        writer.write(Int64(request.token.frame))
        writer.write(request.parameters.text)
        writer.write(request.timeoutSeconds)
        writer.write(request.heartbeatSeconds)
        writer.write(request.credentials.map { JSONWriter.text(of: $0) })
        return writer.bytes
    }

    /// The token of the outbox row (`execution`, `event`); nil when the bytes are no request.
    package static func token(_ bytes: [UInt8], execution: Int64, event: Int64) -> TaskToken? {
        var reader = ByteReader(bytes)
        guard (try? reader.readByte()) == version, let frame = try? reader.readInteger() else { return nil }
        return TaskToken(execution: execution, frame: Int32(truncatingIfNeeded: frame), event: event)
    }

    /// The request of the outbox row (`execution`, `event`), whose frame is one of `state`'s.
    ///
    /// - Throws: ``CodecError`` when bytes, state and definition do not belong together.
    package static func decode(
        _ bytes: [UInt8],
        execution: Int64,
        event: Int64,
        state: ExecutionState,
        machine: StateMachine
    ) throws(CodecError) -> TaskRequest {
        var reader = ByteReader(bytes)
        let version = try reader.readByte()
        guard version == Self.version else {
            throw CodecError("the stored task has version \(version); this stepd reads \(Self.version)")
        }
        let token = TaskToken(
            execution: execution,
            frame: Int32(truncatingIfNeeded: try reader.readInteger()),
            event: event
        )
        guard state.awaits(token), let frame = state.frames.first(where: { $0.id == token.frame }),
            machine.states.indices.contains(frame.state), case .task(let task) = machine.states[frame.state].kind
        else { throw CodecError("execution \(execution) does not wait for the stored task \(event)") }
        let parameters = try reader.readDocument()
        let timeoutSeconds = try reader.readOptionalInteger()
        let heartbeatSeconds = try reader.readOptionalInteger()
        let credentials = try reader.readOptionalValue()
        return TaskRequest(
            token: token,
            resource: task.resource,
            parameters: parameters,
            timeoutSeconds: timeoutSeconds,
            heartbeatSeconds: heartbeatSeconds,
            credentials: credentials,
            stateName: machine.states[frame.state].name
        )
    }
}
