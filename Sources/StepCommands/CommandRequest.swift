import StepJSON
import StepKeeper
import StepMachine

/// What a `stepd:run` task asks for: its arguments, as the lowering of `run` writes them.
///
/// `Run` (a script) and `Shell` (the words in front of it), or `Command` (words); `Environment`, `Secrets` (names),
/// `Output`, `User`, `Group`, `WorkingDirectory`, `Nice`, `MemoryMax` (bytes), `CPUQuota`, `IOWeight`.
struct CommandRequest: Equatable {
    /// What is kept of the standard output.
    enum Output: String {
        case text, json, jsonl, none
    }

    var words: [String]
    var environment: [String: String]
    var secrets: [String]
    var output: Output
    var user: String?
    var group: String?
    var workingDirectory: String?
    var nice: Int?
    var memoryBytesMax: Int64?
    /// The names of settings that only a unit of systemd has.
    var unitSettings: [String]

    /// Why arguments cannot be a command.
    struct Fault: Error, Equatable {
        var cause: String
    }

    init(_ arguments: JSONValue) throws(Fault) {
        words = try Self.words(arguments)
        environment = [:]
        for (name, value) in arguments["Environment"]?.objectValue ?? [:] {
            guard let text = value.stringValue, !text.utf8.contains(0) else {
                throw Fault(cause: "The value of the environment variable \(name) is no text.")
            }
            environment[name] = text
        }
        secrets = arguments["Secrets"]?.arrayValue?.compactMap(\.stringValue) ?? []
        let format = arguments["Output"]?.stringValue ?? Output.text.rawValue
        guard let output = Output(rawValue: format) else { throw Fault(cause: "There is no Output '\(format)'.") }
        self.output = output
        user = arguments["User"]?.stringValue
        group = arguments["Group"]?.stringValue
        workingDirectory = arguments["WorkingDirectory"]?.stringValue
        nice = arguments["Nice"]?.integerValue.map { Int($0) }
        memoryBytesMax = arguments["MemoryMax"]?.integerValue
        unitSettings = ["CPUQuota", "IOWeight"].filter { arguments[$0] != nil }
    }

    private static func words(_ arguments: JSONValue) throws(Fault) -> [String] {
        let words: [JSONValue]
        if let script = arguments["Run"] {
            words = (arguments["Shell"]?.arrayValue ?? ["/bin/sh", "-c"]) + [script]
        } else {
            words = arguments["Command"]?.arrayValue ?? []
        }
        let texts = words.compactMap(\.stringValue)
        guard texts.count == words.count, !texts.isEmpty, !texts.contains(where: { $0.utf8.contains(0) }) else {
            throw Fault(cause: "A command is a script in Run, or texts in Command.")
        }
        return texts
    }
}
