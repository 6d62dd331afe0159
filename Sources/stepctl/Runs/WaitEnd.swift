import StepJSON
import StepTime

/// When a Wait state ends, as far as its definition alone says: `Seconds` or `Timestamp` written out.
///
/// A Wait whose end is computed (`SecondsPath`, a JSONata expression) gives nil: its value is only in the daemon.
enum WaitEnd {
    static func time(of visit: StateVisit, definition: JSONValue) -> Timestamp? {
        guard visit.kind == "Wait", visit.isOpen, let state = state(named: visit.name, in: definition) else {
            return nil
        }
        if let seconds = state["Seconds"]?.numberValue?.doubleValue { return visit.enteredAt.adding(seconds: seconds) }
        return state["Timestamp"]?.stringValue.flatMap { Timestamp(rfc3339: $0) }
    }

    /// The state of that name, at the top or inside a Parallel or Map, where names are unique too.
    private static func state(named name: String, in definition: JSONValue, depth: Int = 0) -> JSONValue? {
        guard depth < depthMax, let states = definition["States"]?.objectValue else { return nil }
        if let state = states[name] { return state }
        for state in states.values {
            let inner =
                (state["Branches"]?.arrayValue ?? []) + [state["ItemProcessor"] ?? state["Iterator"]].compactMap { $0 }
            for definition in inner {
                if let found = Self.state(named: name, in: definition, depth: depth + 1) { return found }
            }
        }
        return nil
    }

    private static let depthMax = 64
}
