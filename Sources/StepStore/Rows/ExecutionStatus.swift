/// The status of an execution, as DescribeExecution names it; the raw value is what the database holds.
///
/// `running` may become any other; the others are final, but for a redrive, which makes a failed, timed-out or aborted
/// execution `running` again.
package enum ExecutionStatus: Int64, Sendable, CaseIterable {
    case running = 0
    case succeeded = 1
    case failed = 2
    case timedOut = 3
    case aborted = 4
}
