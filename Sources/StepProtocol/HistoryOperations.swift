package import StepJSON

/// `GetExecutionHistory` (AWS API Reference).
package struct GetExecutionHistoryRequest: WireShape {
    package var executionARN = ""
    /// 1 to 1,000; 0 and nil stand for 100.
    package var maxResults: Int64?
    package var nextToken: String?
    /// Latest first.
    package var reverseOrder: Bool?
    /// Nil stands for true.
    package var includeExecutionData: Bool?

    package init() {}

    package mutating func visit(_ visitor: inout some WireVisitor) {
        visitor.text("executionArn", &executionARN, .arn)
        visitor.integer("maxResults", &maxResults, PageSize.range)
        visitor.text("nextToken", &nextToken, .pageToken)
        visitor.flag("reverseOrder", &reverseOrder)
        visitor.flag("includeExecutionData", &includeExecutionData)
    }
}

/// The answer to `GetExecutionHistory`, as a client reads it.
package struct GetExecutionHistoryResponse: WireShape {
    package var events: [HistoryEventRecord] = []
    package var nextToken: String?

    package init() {}

    package mutating func visit(_ visitor: inout some WireVisitor) {
        visitor.shapes("events", &events)
        visitor.text("nextToken", &nextToken)
    }
}

/// An event of an execution's history, as a client reads it (AWS API Reference, "HistoryEvent").
///
/// Each of its details objects stands in its own member of the JSON (`stateEnteredEventDetails`, …); here they are one,
/// whichever it was.
package struct HistoryEventRecord: WireShape {
    /// From 1, without gaps.
    package var id: Int64 = 0
    package var previousEventID: Int64?
    package var timestamp = WireTime(milliseconds: 0)
    /// `TaskStateEntered`.
    package var type = ""
    /// `name`, `input`, `output`, `error`, `cause`, `resource`, … of the event.
    package var details: JSONObject?

    package init() {}

    package mutating func visit(_ visitor: inout some WireVisitor) {
        visitor.time("timestamp", &timestamp)
        visitor.text("type", &type)
        visitor.integer("id", &id)
        visitor.integer("previousEventId", &previousEventID)
        if let name = Self.detailsMember(ofType: type) { visitor.document(name, &details) }
    }

    /// The state that the event is about, where it says.
    package var stateName: String? { details?["name"]?.stringValue }

    /// The member that holds the details of events of `type`; nil for those without any (AWS API Reference,
    /// "HistoryEvent"). Only `StateEntered` and `StateExited` events share theirs.
    package static func detailsMember(ofType type: String) -> String? {
        if type.hasSuffix("StateEntered") { return "stateEnteredEventDetails" }
        if type.hasSuffix("StateExited") { return "stateExitedEventDetails" }
        guard let first = type.first else { return nil }
        return first.lowercased() + type.dropFirst() + "EventDetails"
    }
}
