/// What a turn needs to go on with a running execution: the interpreter's state and where it belongs.
package struct ExecutionStateRow: Sendable, Equatable {
    package let execution: Int64
    package let machine: Int64
    package let revision: Int64
    package let name: String
    package let startMilliseconds: Int64
    package let slotMilliseconds: Int64?
    package let redriveCount: Int64
    /// History events so far; the next one's id is one more.
    package let eventCount: Int64
    /// The interpreter's own encoding; opaque here.
    package let state: [UInt8]
    package let input: String
}
