import StepJSON
import Testing

/// The history of an execution, and what must hold of every one.
struct History: Sendable {
    struct Event: Sendable {
        var id: Int64
        var previousID: Int64
        var type: String
        var seconds: Double
        /// The state that it enters or leaves.
        var state: String?
    }

    let events: [Event]

    init(_ events: [JSONValue]) throws {
        self.events = try events.map { event in
            guard let id = event["id"]?.integerValue, let type = event["type"]?.stringValue,
                let seconds = event["timestamp"]?.numberValue?.doubleValue
            else { throw TestFault("no event: \(JSONWriter.text(of: event))") }
            let details = event["stateEnteredEventDetails"] ?? event["stateExitedEventDetails"]
            return Event(
                id: id,
                previousID: event["previousEventId"]?.integerValue ?? 0,
                type: type,
                seconds: seconds,
                state: details?["name"]?.stringValue
            )
        }
    }

    func events(_ type: String) -> [Event] { events.filter { $0.type == type } }

    /// The states entered, in order.
    var states: [String] { events.filter { $0.type.hasSuffix("StateEntered") }.compactMap(\.state) }

    /// How long each Wait took, in seconds.
    var waitSeconds: [Double] {
        zip(events("WaitStateEntered"), events("WaitStateExited")).map { $1.seconds - $0.seconds }
    }

    private static let endTypes: Set<String> = [
        "ExecutionSucceeded", "ExecutionFailed", "ExecutionTimedOut", "ExecutionAborted",
    ]

    /// Whole: ids from 1 without gaps, each event following from an earlier one, time never running backwards, one
    /// beginning and one end, and every state left that was entered, but for the last of a run that failed.
    func expectWhole(endedAs type: String, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(events.map(\.id) == Array(1...Int64(max(events.count, 1))), sourceLocation: sourceLocation)
        #expect(events.allSatisfy { $0.previousID < $0.id }, sourceLocation: sourceLocation)
        #expect(zip(events, events.dropFirst()).allSatisfy { $0.seconds <= $1.seconds }, sourceLocation: sourceLocation)
        #expect(events.first?.type == "ExecutionStarted", sourceLocation: sourceLocation)
        #expect(events("ExecutionStarted").count == 1, sourceLocation: sourceLocation)
        #expect(events.filter { Self.endTypes.contains($0.type) }.map(\.type) == [type], sourceLocation: sourceLocation)
        #expect(events.last?.type == type, sourceLocation: sourceLocation)
        var open: String?
        for event in events {
            if event.type.hasSuffix("StateEntered") {
                #expect(
                    open == nil,
                    "\(event.state ?? "") was entered before \(open ?? "") was left",
                    sourceLocation: sourceLocation
                )
                open = event.state
            } else if event.type.hasSuffix("StateExited") {
                #expect(open == event.state, "left without being entered", sourceLocation: sourceLocation)
                open = nil
            }
        }
        if type == "ExecutionSucceeded" { #expect(open == nil, sourceLocation: sourceLocation) }
    }
}
