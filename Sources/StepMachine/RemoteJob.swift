package import StepJSON
package import StepLanguage

/// What the call of a `.sync` task has begun, and the task waits for.
package struct RemoteJob: Sendable, Equatable {
    /// The attempt that began it.
    package var token: TaskToken
    package var resource: TaskResource
    /// What the call was given.
    package var parameters: JSONDocument
    /// The evaluated `Credentials` of the call; nil for none.
    package var credentials: JSONValue?
    package var stateName: String
    /// What the call answered, as TaskSubmitted has it.
    package var submitted: JSONDocument

    package init(_ request: TaskRequest, submitted: JSONDocument) {
        token = request.token
        resource = request.resource
        parameters = request.parameters
        credentials = request.credentials
        stateName = request.stateName
        self.submitted = submitted
    }
}

/// Writes a job that is to be stopped as the bytes of its outbox row, and reads it back after a restart.
///
/// All of it is in the row: its execution may have ended, and its definition may be gone.
package enum RemoteJobCodec {
    private static let version: UInt8 = 1

    package static func encode(_ job: RemoteJob) -> [UInt8] {
        var writer = ByteWriter()
        writer.write(byte: version)
        writer.write(Int64(job.token.frame))
        writer.write(job.resource.text)
        writer.write(job.parameters.text)
        writer.write(job.credentials.map { JSONWriter.text(of: $0) })
        writer.write(job.stateName)
        writer.write(job.submitted.text)
        return writer.bytes
    }

    /// The job of the outbox row (`execution`, `event`).
    ///
    /// - Throws: ``CodecError`` when the bytes are no job.
    package static func decode(_ bytes: [UInt8], execution: Int64, event: Int64) throws(CodecError) -> RemoteJob {
        var reader = ByteReader(bytes)
        let version = try reader.readByte()
        guard version == Self.version else {
            throw CodecError("the stored job has version \(version); this stepd reads \(Self.version)")
        }
        let frame = Int32(truncatingIfNeeded: try reader.readInteger())
        let text = try reader.readText()
        guard let resource = try? TaskResource(text) else { throw CodecError("the stored job has resource \(text)") }
        let parameters = try reader.readDocument()
        let credentials = try reader.readOptionalValue()
        let stateName = try reader.readText()
        let request = TaskRequest(
            token: TaskToken(execution: execution, frame: frame, event: event),
            resource: resource,
            parameters: parameters,
            timeoutSeconds: nil,
            heartbeatSeconds: nil,
            credentials: credentials,
            stateName: stateName
        )
        return RemoteJob(request, submitted: try reader.readDocument())
    }
}
