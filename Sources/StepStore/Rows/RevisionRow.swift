/// One definition a state machine had. Rows never change: an execution ends on the revision it started on.
package struct RevisionRow: Sendable, Equatable {
    package var id: Int64
    package var machine: Int64
    /// Digest of the definition, made by the caller.
    package var digest: [UInt8]
    /// The Amazon States Language text as received.
    package var definition: String
    /// JSON text: from states to places in the job file.
    package var sourceMap: String?
    /// JSON text: what belongs to the job besides the definition, as its schedule.
    package var attributes: String?
    package var createdMilliseconds: Int64

    package init(
        id: Int64,
        machine: Int64,
        digest: [UInt8],
        definition: String,
        sourceMap: String? = nil,
        attributes: String? = nil,
        createdMilliseconds: Int64
    ) {
        self.id = id
        self.machine = machine
        self.digest = digest
        self.definition = definition
        self.sourceMap = sourceMap
        self.attributes = attributes
        self.createdMilliseconds = createdMilliseconds
    }
}
