/// Whether a state machine may start executions, as DescribeStateMachine names it.
package enum MachineStatus: String, Sendable {
    /// Next: `deleting`.
    case active = "ACTIVE"
    /// Deleted once its last execution has closed.
    case deleting = "DELETING"
}

/// A state machine: a name and the revision that its next execution runs.
package struct MachineRow: Sendable, Equatable {
    package var id: Int64
    package var name: String
    /// The id of the current `RevisionRow`.
    package var revision: Int64
    /// AWS's `type`; `STANDARD` is the only one.
    package var type: String
    package var roleARN: String
    package var createdMilliseconds: Int64
    package var updatedMilliseconds: Int64
    /// `api`, or the path of the job file.
    package var origin: String
    package var status: MachineStatus

    package init(
        id: Int64,
        name: String,
        revision: Int64,
        type: String = "STANDARD",
        roleARN: String,
        createdMilliseconds: Int64,
        updatedMilliseconds: Int64,
        origin: String,
        status: MachineStatus = .active
    ) {
        self.id = id
        self.name = name
        self.revision = revision
        self.type = type
        self.roleARN = roleARN
        self.createdMilliseconds = createdMilliseconds
        self.updatedMilliseconds = updatedMilliseconds
        self.origin = origin
        self.status = status
    }
}
