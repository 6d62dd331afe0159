import StepJSON
import StepProtocol
import Testing

@testable import stepctl

/// Histories in the order of events that AWS recorded, written a line each: `id previous type [name [error [cause]]]`.
///
/// Each event comes a second after the one before it, the first at 2026-11-23T12:30:23.000Z.
enum RecordedHistory {
    static let startMilliseconds: Int64 = 1_795_437_023_000

    static func events(_ text: String) throws -> [HistoryEventRecord] {
        try text.split(separator: "\n").map { line in
            let words = line.split(separator: " ", maxSplits: 5).map(String.init)
            let id = try #require(Int64(words[0]))
            let type = words[2]
            var details = JSONObject()
            for (key, word) in zip(["name", "error", "cause"], words.dropFirst(3)) where word != "-" {
                details[key] = .string(word)
            }
            var event: JSONObject = [
                "id": .number(JSONNumber(id)),
                "timestamp": .number(JSONNumber(startMilliseconds / 1000 + id - 1)),
                "type": .string(type),
            ]
            event["previousEventId"] = Int64(words[1]).map { .number(JSONNumber($0)) }
            if !details.isEmpty, let member = HistoryEventRecord.detailsMember(ofType: type) {
                event[member] = .object(details)
            }
            return try WireReader.read(HistoryEventRecord.self, from: .object(event))
        }
    }

    /// A poll: created, waited for, described with one retry, and found ready.
    static let poll = """
        1 0 ExecutionStarted
        2 0 TaskStateEntered create
        3 2 TaskScheduled
        4 3 TaskStarted
        5 4 TaskSucceeded
        6 5 TaskStateExited create
        7 6 WaitStateEntered pause
        8 7 WaitStateExited pause
        9 8 TaskStateEntered describe
        10 9 TaskScheduled
        11 10 TaskStarted
        12 11 TaskFailed - Rds.ThrottlingException Rate exceeded
        13 12 TaskScheduled
        14 13 TaskStarted
        15 14 TaskSucceeded
        16 15 TaskStateExited describe
        17 16 SucceedStateEntered done
        18 17 SucceedStateExited done
        19 18 ExecutionSucceeded
        """

    /// A Parallel whose branch comes to a Fail state, caught.
    static let parallelCaught = """
        1 0 ExecutionStarted
        2 0 ParallelStateEntered Both
        3 2 ParallelStateStarted
        4 3 FailStateEntered Branch1
        5 3 PassStateEntered Branch2
        6 4 ParallelStateFailed - Oops -
        7 6 ParallelStateExited Both
        8 7 PassStateEntered Caught
        9 8 PassStateExited Caught
        10 9 ExecutionSucceeded
        """

    /// An inline Map over two items, one after the other (recorded: an iteration follows the event before the end of
    /// the one before, and MapStateExited skips MapStateSucceeded).
    static let map = """
        1 0 ExecutionStarted
        2 0 MapStateEntered Each
        3 2 MapStateStarted
        4 3 MapIterationStarted Each
        5 4 PassStateEntered Inner
        6 5 PassStateExited Inner
        7 6 MapIterationSucceeded Each
        8 6 MapIterationStarted Each
        9 8 PassStateEntered Inner
        10 9 PassStateExited Inner
        11 10 MapIterationSucceeded Each
        12 11 MapStateSucceeded
        13 11 MapStateExited Each
        14 13 SucceedStateEntered Finish
        15 14 SucceedStateExited Finish
        16 15 ExecutionSucceeded
        """

    /// A Parallel that is begun again after its first branch failed: the events of what is aborted all follow the
    /// failure.
    static let parallelRetried = """
        1 0 ExecutionStarted
        2 0 ParallelStateEntered Both
        3 2 ParallelStateStarted
        4 3 TaskStateEntered Branch1
        5 4 TaskScheduled
        6 3 WaitStateEntered Branch2
        7 5 TaskFailed - Oops -
        8 7 TaskStateAborted
        9 7 WaitStateAborted
        10 7 ParallelStateStarted
        11 10 PassStateEntered Branch1
        12 11 PassStateExited Branch1
        13 12 ParallelStateSucceeded
        14 12 ParallelStateExited Both
        15 14 ExecutionSucceeded
        """

    /// A task that fails for good.
    static let failed = """
        1 0 ExecutionStarted
        2 0 TaskStateEntered create
        3 2 TaskScheduled
        4 3 TaskStarted
        5 4 TaskFailed - Rds.DbInstanceNotFoundException none
        6 5 ExecutionFailed - Rds.DbInstanceNotFoundException none
        """
}
