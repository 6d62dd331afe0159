import StepJSON
import StepJobs
import StepLanguage
import StepYAML

/// A command as a job file of root's declares it: what may be started, and nothing else.
struct DeclaredCommand {
    var command: CommandRequest
    /// Where systemd finds the secrets that it gives to the unit (systemd.exec(5), `LoadCredential=`), by the names of their
    /// variables: the path of a file of root's, or a name in the machine's credential stores, such as /etc/credstore.
    var credentials: [String: String]

    /// Why a command is not started, for the journal and the run.
    struct Refusal: Error {
        var reason: String
    }

    /// Reads the job file, and checks that what is asked for stands there.
    init(_ start: CommandStart, jobsDirectory: String) throws(Refusal) {
        try self.init(start, of: try Self.job(start, jobsDirectory))
    }

    /// Checks that what is asked for stands in the job.
    init(_ start: CommandStart, of job: Job) throws(Refusal) {
        let templates = Self.templates(of: start.state, in: job.definition, isJSONata: false)
        let subject = "\(start.file): the job `\(start.job)`"
        guard !templates.isEmpty else {
            throw Refusal(reason: "\(subject) has no state `\(start.state)` that runs a command")
        }
        // States of a machine have names of their own; where two share one, either may be meant.
        let differences = templates.map { $0.difference(from: start.arguments) }
        guard let index = differences.firstIndex(of: nil) else {
            let place = differences.compactMap { $0 }.first ?? "Arguments"
            throw Refusal(
                reason: "\(subject) declares another command in the state `\(start.state)`: \(place) differs; "
                    + "a run that began before the file was changed keeps the commands it began with"
            )
        }
        if let name = templates[index].expressionInProgram {
            throw Refusal(
                reason: "\(subject) leaves \(name) of the state `\(start.state)` to an expression: what runs, and as "
                    + "whom, must be written as it stands"
            )
        }
        do throws(CommandRequest.Fault) {
            command = try CommandRequest(start.arguments)
        } catch {
            throw Refusal(reason: error.cause)
        }
        credentials = try Self.credentials(start, command, job)
    }

    private static func job(_ start: CommandStart, _ jobsDirectory: String) throws(Refusal) -> Job {
        let name = start.file.dropFirst(jobsDirectory.count + 1)
        guard start.file.hasPrefix("\(jobsDirectory)/"), !name.contains("/") else {
            throw Refusal(reason: "\(start.file) is not in \(jobsDirectory)")
        }
        do throws(FileFault) {
            let bytes = try TrustedFile.bytes(at: start.file, bytesMax: JobFile.bytesMax)
            // Errors of other jobs in the file, and of calls that need the service models, are the daemon's to tell.
            let result = JobFile.load(path: start.file, bytes: bytes, catalog: nil)
            guard let job = result.jobs.first(where: { $0.name == start.job }) else {
                throw FileFault(path: start.file, message: "it has no job `\(start.job)`")
            }
            // What it includes was read by its path, which is as good: see TrustedFile.
            for source in result.sources where source.file != start.file {
                _ = try TrustedFile.bytes(at: source.file, bytesMax: JobFile.bytesMax)
            }
            return job
        } catch {
            throw Refusal(reason: "\(error)")
        }
    }

    /// The arguments of every state of that name that runs a command.
    private static func templates(of name: String, in machine: JSONValue, isJSONata: Bool) -> [ArgumentTemplate] {
        let isJSONata = language(machine) ?? isJSONata
        var templates: [ArgumentTemplate] = []
        for (key, state) in machine["States"]?.objectValue ?? [:] {
            let isOwnJSONata = language(state) ?? isJSONata
            if key == name, isCommand(state), let value = state[isOwnJSONata ? "Arguments" : "Parameters"] {
                templates.append(ArgumentTemplate(value: value, isJSONata: isOwnJSONata))
            }
            for inner in (state["Branches"]?.arrayValue ?? [])
                + [state["ItemProcessor"], state["Iterator"]].compactMap({ $0 })
            {
                templates += Self.templates(of: name, in: inner, isJSONata: isJSONata)
            }
        }
        return templates
    }

    private static func language(_ value: JSONValue) -> Bool? {
        value["QueryLanguage"]?.stringValue.map { $0 == "JSONata" }
    }

    private static func isCommand(_ state: JSONValue) -> Bool {
        guard let text = state["Resource"]?.stringValue, let resource = try? TaskResource(text) else {
            return false
        }
        return resource.kind == .host(action: "run", pattern: .requestResponse)
    }

    /// What systemd is to load, of the secrets that the command gets: files of root's, and what the daemon does not have.
    private static func credentials(
        _ start: CommandStart,
        _ command: CommandRequest,
        _ job: Job
    ) throws(Refusal) -> [String: String] {
        if let name = start.secrets.keys.first(where: { !command.secrets.contains($0) }) {
            throw Refusal(reason: "\(start.file): the command has no secret `\(name)`")
        }
        var credentials: [String: String] = [:]
        for name in command.secrets where start.secrets[name] == nil {
            switch job.secrets.first(where: { $0.name == name })?.source {
            case .file(let place), .credential(let place): credentials[name] = place
            default: throw Refusal(reason: "\(start.file): the secret `\(name)` was not given")
            }
        }
        return credentials
    }
}
