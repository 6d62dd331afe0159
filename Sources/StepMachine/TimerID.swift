package import StepTime

/// Names a timer of an execution, with what it takes to find its row: when it is due, and whose it is.
///
/// `number` holds the id of the event that armed it and its kind, so it is unique in the execution, and a timer that
/// fires after its reason has gone is recognised.
package struct TimerID: Sendable, Hashable {
    package enum Kind: Int64, Sendable {
        case wait = 0
        case retry = 1
        case taskTimeout = 2
        case heartbeat = 3
        case execution = 4
        /// Armed for now when a step was cut short at its limit of states: the next turn goes on.
        case resume = 5
    }

    package var number: Int64
    package var frame: Int32
    package var due: Timestamp

    package init(number: Int64, frame: Int32, due: Timestamp) {
        self.number = number
        self.frame = frame
        self.due = due
    }

    package init(_ kind: Kind, event: Int64, frame: Int32, due: Timestamp) {
        self.init(number: event << 3 | kind.rawValue, frame: frame, due: due)
    }

    package var kind: Kind? { Kind(rawValue: number & 7) }
}
