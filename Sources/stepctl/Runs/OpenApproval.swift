import StepJSON
import StepProtocol

/// A question of `approve` that nobody has answered yet.
struct OpenApproval: Equatable {
    var stateName: String
    var message: String
    var taskToken: String

    /// For programs; the token answers it.
    var json: JSONValue {
        ["state": .string(stateName), "message": .string(message), "taskToken": .string(taskToken)]
    }

    private static let resource = "approve.waitForTaskToken"
    private static let ends: Set<String> = [
        "TaskSucceeded", "TaskFailed", "TaskTimedOut", "TaskSubmitFailed", "TaskStartFailed",
    ]

    /// The open questions of a run, from its whole history with its data.
    static func all(in events: [HistoryEventRecord]) -> [OpenApproval] {
        guard events.last.map({ !$0.type.hasPrefix("Execution") || $0.type == "ExecutionStarted" }) ?? false else {
            return []
        }
        let byID = Dictionary(events.map { ($0.id, $0) }) { first, _ in first }
        var pending: [(id: Int64, approval: OpenApproval)] = []
        for event in events {
            if isQuestion(event), let approval = OpenApproval(event, in: byID) {
                pending.append((event.id, approval))
            } else if ends.contains(event.type), let scheduled = ancestor("TaskScheduled", of: event, in: byID) {
                pending.removeAll { $0.id == scheduled.id }
            }
        }
        return pending.map(\.approval)
    }

    /// Whether an event begins a question.
    static func isQuestion(_ event: HistoryEventRecord) -> Bool {
        event.type == "TaskScheduled" && event.details?["resource"] == .string(resource)
    }

    private init?(_ event: HistoryEventRecord, in events: [Int64: HistoryEventRecord]) {
        guard let text = event.details?["parameters"]?.stringValue, let parameters = try? JSONParser.parse(text),
            let token = parameters["TaskToken"]?.stringValue,
            let entered = Self.ancestor("TaskStateEntered", of: event, in: events), let name = entered.stateName
        else { return nil }
        stateName = name
        message = parameters["Message"]?.stringValue ?? ""
        taskToken = token
    }

    /// The nearest event of a type that led to another.
    private static func ancestor(
        _ type: String,
        of event: HistoryEventRecord,
        in events: [Int64: HistoryEventRecord]
    ) -> HistoryEventRecord? {
        var current: HistoryEventRecord? = event
        while let id = current?.previousEventID, let previous = events[id], previous.id < (current?.id ?? 0) {
            if previous.type == type { return previous }
            current = previous
        }
        return nil
    }
}
