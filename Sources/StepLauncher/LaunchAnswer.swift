package import StepJSON

/// What the launcher answers: JSON, and the end of the connection.
package enum LaunchAnswer: Sendable, Equatable {
    /// The unit has started; its keeper's process, or nil where that has ended already. For a stop: it is asked for.
    case done(process: Int32?)
    /// That may not be started, or not by this user.
    case refused(String)
    /// It could not be started.
    case failed(String)

    package var json: JSONValue {
        switch self {
        case .done(let process): .object(["done": process.map { .number(JSONNumber(Int64($0))) } ?? .null])
        case .refused(let reason): .object(["refused": .string(reason)])
        case .failed(let reason): .object(["failed": .string(reason)])
        }
    }

    package init?(_ json: JSONValue) {
        if let reason = json["refused"]?.stringValue {
            self = .refused(reason)
        } else if let reason = json["failed"]?.stringValue {
            self = .failed(reason)
        } else if let done = json["done"] {
            self = .done(process: done.integerValue.map { Int32(clamping: $0) })
        } else {
            return nil
        }
    }
}
