package import StepJSON
package import StepKeeper

/// What stepd asks the launcher for.
///
/// It is JSON in a memory file, whose descriptor goes over the socket; a `start` has a second descriptor with it, the
/// command's ``CommandRecord``.
package enum LaunchRequest: Sendable, Equatable {
    /// Start a command of a job.
    case start(CommandStart)
    /// Stop the unit of a command, by its name.
    case stop(String)

    /// A request has at most that many bytes: arguments of a state, and values of secrets.
    static let bytesMax = 16 << 20

    package var json: JSONValue {
        switch self {
        case .start(let start): .object(["start": start.json])
        case .stop(let name): .object(["stop": .string(name)])
        }
    }

    /// nil for what is none.
    package init?(_ json: JSONValue) {
        if let start = json["start"].flatMap(CommandStart.init) {
            self = .start(start)
        } else if let name = json["stop"]?.stringValue, CommandStart.isName(name) {
            self = .stop(name)
        } else {
            return nil
        }
    }
}

/// A command that is to be started: what its task says, and where it is declared.
package struct CommandStart: Sendable, Equatable {
    /// Names the command for ever: execution and event, `12-7`.
    package var name: String
    /// The path of the job file.
    package var file: String
    package var job: String
    package var state: String
    /// `JOB:RUN`, for the journal.
    package var run: String
    /// The evaluated arguments.
    package var arguments: JSONValue
    /// Values of secrets by their names: those that the daemon fetches.
    package var secrets: [String: String]
    package var timeoutSeconds: Int64?

    package init(
        name: String,
        file: String,
        job: String,
        state: String,
        run: String,
        arguments: JSONValue,
        timeoutSeconds: Int64?
    ) {
        self.name = name
        self.file = file
        self.job = job
        self.state = state
        self.run = run
        self.arguments = arguments
        self.timeoutSeconds = timeoutSeconds
        secrets = [:]
    }

    /// Digits, and a hyphen between them: nothing that means anything in a unit's name or a path.
    static func isName(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        return parts.count == 2 && text.utf8.count <= 40
            && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")) ~= $0 } }
    }

    var json: JSONValue {
        var values = JSONObject()
        for (name, value) in secrets.sorted(by: { $0.key < $1.key }) { values[name] = .string(value) }
        var object: JSONObject = [
            "name": .string(name), "file": .string(file), "job": .string(job), "state": .string(state),
            "run": .string(run), "arguments": arguments, "secrets": .object(values),
        ]
        object["timeoutSeconds"] = timeoutSeconds.map { .number(JSONNumber($0)) }
        return .object(object)
    }

    init?(_ json: JSONValue) {
        guard let name = json["name"]?.stringValue, Self.isName(name), let file = json["file"]?.stringValue,
            let job = json["job"]?.stringValue, let state = json["state"]?.stringValue,
            let run = json["run"]?.stringValue, let arguments = json["arguments"]
        else { return nil }
        self.init(
            name: name,
            file: file,
            job: job,
            state: state,
            run: run,
            arguments: arguments,
            timeoutSeconds: json["timeoutSeconds"]?.integerValue
        )
        for (name, value) in json["secrets"]?.objectValue ?? [:] { secrets[name] = value.stringValue }
    }

    /// What the command's keeper gets; `command` is the arguments, decoded.
    package func spec(_ command: CommandRequest) -> CommandSpec {
        var spec = CommandSpec()
        spec.words = command.words
        spec.environment = CommandEnvironment.variables(user: command.user)
        spec.environment["STEPD_JOB"] = job
        spec.environment["STEPD_RUN"] = run
        spec.environment["STEPD_STATE"] = state
        spec.environment.merge(command.environment) { $1 }
        for (name, value) in secrets {
            spec.environment[name] = value
            spec.secrets.append(value)
        }
        spec.workingDirectory = command.workingDirectory
        // The engine's own limit comes first where the daemon is there.
        spec.timeoutSeconds = timeoutSeconds.map { $0 + 2 }
        spec.fields = ["STEPD_JOB": job, "STEPD_RUN": run, "STEPD_STATE": state, "SYSLOG_IDENTIFIER": job]
        spec.usesJournal = CommandEnvironment.usesJournal
        return spec
    }
}
