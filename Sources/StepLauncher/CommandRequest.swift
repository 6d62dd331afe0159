package import StepJSON
package import StepJobs

/// What a `stepd:run` task asks for: its arguments, as the lowering of `run` writes them.
///
/// `Run` (a script) and `Shell` (the words in front of it), or `Command` (words); `Environment`, `Secrets` (names),
/// `Output`, `User`, `Group`, `WorkingDirectory`, `Nice`, `MemoryMax` (bytes), `CPUQuota`, `IOWeight`, `Sandbox`.
package struct CommandRequest: Equatable, Sendable {
    /// What is kept of the standard output.
    package enum Output: String, Sendable {
        case text, json, jsonl, none
    }

    package var words: [String]
    var environment: [String: String]
    package var secrets: [String]
    package var output: Output
    package var user: String?
    package var group: String?
    package var workingDirectory: String?
    package var nice: Int?
    package var memoryBytesMax: Int64?
    /// In percent of one processor.
    package var cpuQuota: Int64?
    package var ioWeight: Int64?
    /// Settings of the unit (systemd.exec(5)) by their names.
    package var sandbox: [String: SandboxSetting.Value]

    /// Why arguments cannot be a command.
    package struct Fault: Error, Equatable {
        package var cause: String
    }

    package init(_ arguments: JSONValue) throws(Fault) {
        words = try Self.words(arguments)
        environment = [:]
        for (name, value) in arguments["Environment"]?.objectValue ?? [:] {
            guard let text = value.stringValue, !text.utf8.contains(0), !name.isEmpty, !name.contains("=") else {
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
        ioWeight = arguments["IOWeight"]?.integerValue
        cpuQuota = nil
        if let quota = arguments["CPUQuota"] {
            guard let text = quota.stringValue, text.hasSuffix("%"), let percent = Int64(text.dropLast()), percent > 0
            else { throw Fault(cause: "CPUQuota is a percentage, such as '200%'.") }
            cpuQuota = percent
        }
        sandbox = [:]
        for (name, value) in arguments["Sandbox"]?.objectValue ?? [:] {
            guard let setting = SandboxSetting.named(name), let value = setting.value(value) else {
                throw Fault(cause: "Sandbox has no setting \(name) with that value.")
            }
            sandbox[name] = value
        }
    }

    /// The names of settings that only a unit of systemd has, of those that are set.
    package var unitSettings: [String] {
        [cpuQuota.map { _ in "cpu_quota" }, ioWeight.map { _ in "io_weight" }].compactMap { $0 }
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
