package import StepJSON

/// How a command ended, as its keeper writes it down.
package struct CommandReport: Sendable, Equatable {
    package enum End: Sendable, Equatable {
        case exited(status: Int64)
        /// By a signal, such as `TERM`.
        case killed(signal: String)
        /// It was stopped when its time was over.
        case timedOut
        /// It was stopped because nobody waited for it any more.
        case stopped
        /// It could not be started, for lack of the program; in words.
        case notFound(String)
        /// It could not be started; in words.
        case notStarted(String)
    }

    package var end: End
    package var startMilliseconds: Int64
    package var endMilliseconds: Int64
    /// The last bytes of its standard output.
    package var output: String
    /// How many bytes came before those.
    package var cutBytes: Int64
    /// The last lines of its standard error.
    package var errorOutput: String

    package init(
        end: End,
        startMilliseconds: Int64,
        endMilliseconds: Int64,
        output: String,
        cutBytes: Int64,
        errorOutput: String
    ) {
        self.end = end
        self.startMilliseconds = startMilliseconds
        self.endMilliseconds = endMilliseconds
        self.output = output
        self.cutBytes = cutBytes
        self.errorOutput = errorOutput
    }
}

extension CommandReport {
    package var json: JSONValue {
        let (kind, detail): (String, JSONValue) =
            switch end {
            case .exited(let status): ("exited", .number(JSONNumber(status)))
            case .killed(let signal): ("killed", .string(signal))
            case .timedOut: ("timedOut", .null)
            case .stopped: ("stopped", .null)
            case .notFound(let reason): ("notFound", .string(reason))
            case .notStarted(let reason): ("notStarted", .string(reason))
            }
        return .object([
            "end": .string(kind), "detail": detail, "startMilliseconds": .number(JSONNumber(startMilliseconds)),
            "endMilliseconds": .number(JSONNumber(endMilliseconds)), "output": .string(output),
            "cutBytes": .number(JSONNumber(cutBytes)), "errorOutput": .string(errorOutput),
        ])
    }

    /// nil where it says nothing of how the command ended.
    package init?(_ json: JSONValue) {
        let text = json["detail"]?.stringValue ?? ""
        switch json["end"]?.stringValue {
        case "exited":
            guard let status = json["detail"]?.integerValue else { return nil }
            end = .exited(status: status)
        case "killed": end = .killed(signal: text)
        case "timedOut": end = .timedOut
        case "stopped": end = .stopped
        case "notFound": end = .notFound(text)
        case "notStarted": end = .notStarted(text)
        default: return nil
        }
        startMilliseconds = json["startMilliseconds"]?.integerValue ?? 0
        endMilliseconds = json["endMilliseconds"]?.integerValue ?? 0
        output = json["output"]?.stringValue ?? ""
        cutBytes = json["cutBytes"]?.integerValue ?? 0
        errorOutput = json["errorOutput"]?.stringValue ?? ""
    }
}
