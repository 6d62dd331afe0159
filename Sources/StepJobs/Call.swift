import StepJSON
import StepYAML

/// One call: of an AWS API, a Lambda function, an HTTP API, another job, a command, or of a person.
struct Call {
    enum Target {
        /// `service.action`.
        case aws(YAMLScalar)
        /// A name, an ARN or a file.
        case function(YAMLScalar)
        case http(HTTPRequest)
        /// A job's name or a state machine's ARN.
        case job(YAMLScalar)
        case command(Command)
        /// The message of `approve`.
        case approval(YAMLScalar)

        /// What is named, or the first thing that is.
        var range: SourceRange {
            switch self {
            case .aws(let scalar), .function(let scalar), .job(let scalar), .approval(let scalar): scalar.range
            case .http(let request): request.url.range
            case .command(let command): command.range
            }
        }
    }

    /// What to do about a task that was under way when the daemon ended.
    enum OnInterrupt: String, CaseIterable {
        case retry, fail
    }

    var target: Target
    var role: YAMLScalar?
    /// The key the call stands under: `aws`, `lambda`, `start` or `poll`.
    var keyRange: SourceRange
    /// `with`.
    var arguments: YAMLEntry?
    var timeout: PlacedDuration?
    var retry: Retry?
    var okIf: [YAMLScalar] = []
    var onInterrupt: Placed<OnInterrupt>?
}

/// `http` of a call.
struct HTTPRequest {
    enum Method: String, CaseIterable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case delete = "DELETE"
        case patch = "PATCH"
        case options = "OPTIONS"
        case head = "HEAD"
    }

    var url: YAMLScalar
    var method: Placed<Method>?
    var headers: YAMLEntry?
    var query: YAMLEntry?
    var body: YAMLEntry?
    var connection: YAMLScalar?
}

/// `run` of a call: a command on this machine.
struct Command {
    /// What becomes of its output.
    enum Output: String, CaseIterable {
        case text, json, jsonl, none
    }

    enum Line {
        /// A script for the shell.
        case script(YAMLScalar)
        /// The program and its arguments.
        case words([YAMLNode])
    }

    var line: Line
    /// The shell's own words; nil for the default.
    var shell: Placed<[String]>?
    var output: Placed<Output>?
    /// The names of the secrets it gets.
    var secrets: [Placed<String>]
    var settings: CommandSettings
    var range: SourceRange
}

/// What a command runs with; what is nil is as the daemon has it.
struct CommandSettings {
    var environment: [YAMLEntry] = []
    var user: YAMLScalar?
    var group: YAMLScalar?
    var folder: YAMLScalar?
    var nice: Placed<Int>?
    var memoryBytesMax: Placed<Int>?
    var cpuQuota: YAMLScalar?
    var ioWeight: Placed<Int>?
    var sandbox: [PlacedSandboxSetting] = []

    /// These settings, with those of `outer` where they say nothing.
    func within(_ outer: CommandSettings) -> CommandSettings {
        let names = Set(environment.map(\.key.text))
        let settings = Set(sandbox.map(\.setting.name))
        return CommandSettings(
            environment: outer.environment.filter { !names.contains($0.key.text) } + environment,
            user: user ?? outer.user,
            group: group ?? outer.group,
            folder: folder ?? outer.folder,
            nice: nice ?? outer.nice,
            memoryBytesMax: memoryBytesMax ?? outer.memoryBytesMax,
            cpuQuota: cpuQuota ?? outer.cpuQuota,
            ioWeight: ioWeight ?? outer.ioWeight,
            sandbox: outer.sandbox.filter { !settings.contains($0.setting.name) } + sandbox
        )
    }
}

/// A setting of `sandbox` with its value, checked.
struct PlacedSandboxSetting {
    var setting: SandboxSetting
    var value: JSONValue
    var range: SourceRange
}
