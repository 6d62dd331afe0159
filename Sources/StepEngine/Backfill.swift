package import StepTime

/// Which slots of a job are to be made up for.
struct BackfillRequest: Sendable {
    var job: String
    /// Both are within.
    var from: Timestamp
    var to: Timestamp
    /// Nothing is started: it is only said what would be.
    var isRehearsal: Bool
}

/// What a backfill does.
package struct BackfilledSlots: Sendable, Equatable {
    /// The slots that start an execution, in order.
    package var started: [Timestamp] = []
    /// How many slots have their execution already.
    package var presentCount = 0

    package init() {}
}
