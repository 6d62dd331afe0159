import StepAPI
import StepEngine
import StepJSON
import StepJobs
import StepSchedule
import StepYAML

/// What `stepd.yaml` and the command line say, the command line last.
struct Configuration {
    var jobsDirectory = "/etc/stepd/jobs.d"
    var stateDirectory = "/var/lib/stepd"
    /// Empty: the socket that systemd hands over, else ``defaultSocketPath``.
    var listen: [ListenAddress] = []
    var allowsUnauthenticatedLoopback = false
    /// Whether executions end at AWS's limits that a machine of one's own does not need: 25,000 events.
    var appliesAWSQuotas = false
    var logLevel = LogLevel.info
    /// How long runs are kept, where their job does not say.
    var retention = RetentionRule.standard
    /// Runs of jobs at once; more of them wait.
    var runningJobsMax = 1_000
    /// nil: what the AWS environment or profile says, else `us-east-1`.
    var region: String?
    var account = "123456789012"
    /// The Python interpreter that has `awslambdaric`; nil: `STEPD_LAMBDA_PYTHON`, else `python3`.
    var lambdaPython: String?

    /// Read where it exists, when no other file is named.
    static let defaultPath = "/etc/stepd/stepd.yaml"

    static let defaultSocketPath = "/run/stepd/api.sock"

    /// A configuration file that is longer is refused.
    private static let fileBytesMax = 1 << 20

    /// Reads a configuration file over what is there.
    ///
    /// - Throws: ``ConfigurationError`` with every diagnostic, each at `file:line:column`.
    mutating func read(path: String) throws(ConfigurationError) {
        let bytes: [UInt8]
        do {
            bytes = try RegularFile.bytes(at: path, bytesMax: Self.fileBytesMax)
        } catch {
            throw ConfigurationError("\(error)")
        }
        let parsed = YAMLParser.parse(bytes, file: path)
        var diagnostics = parsed.diagnostics
        for document in parsed.documents.prefix(1) {
            if document.scalar.map(CoreSchema.value) == .some(.null) { continue }
            guard let entries = document.mapping else {
                throw ConfigurationError("\(path): the configuration must be a mapping of keys")
            }
            for entry in entries { apply(entry, path, &diagnostics) }
        }
        guard diagnostics.isEmpty else {
            throw ConfigurationError(DiagnosticPrinter(source: parsed.source).text(of: diagnostics.ordered()))
        }
    }

    private mutating func apply(_ entry: YAMLEntry, _ path: String, _ diagnostics: inout [Diagnostic]) {
        func refuse(_ message: String, _ range: SourceRange, hint: String? = nil) {
            diagnostics.append(Diagnostic(.error, message, file: path, range: range, hint: hint, code: "config"))
        }
        guard let key = Key(rawValue: entry.key.text) else {
            let keys = Key.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
            return refuse("unknown key `\(entry.key.text)`", entry.key.range, hint: "the keys are \(keys)")
        }
        let texts = (entry.value.sequence ?? [entry.value]).map { $0.scalar?.text }
        guard let first = texts.first, let text = first, key == .listen || texts.count == 1 else {
            return refuse("`\(key.rawValue)` must be a single value", entry.value.range)
        }
        switch key {
        case .jobs: jobsDirectory = text
        case .state: stateDirectory = text
        case .region: region = text
        case .lambdaPython: lambdaPython = text
        case .account:
            guard text.utf8.count == 12, text.utf8.allSatisfy({ 0x30...0x39 ~= $0 }) else {
                return refuse("`account` must have 12 digits", entry.value.range)
            }
            account = text
        case .noAuth, .awsQuotas:
            guard text == "true" || text == "false" else {
                return refuse("`\(key.rawValue)` must be true or false", entry.value.range)
            }
            if key == .noAuth {
                allowsUnauthenticatedLoopback = text == "true"
            } else {
                appliesAWSQuotas = text == "true"
            }
        case .maxRunning:
            guard let count = Int(text), 1...1_000_000 ~= count else {
                return refuse("`max_running` must be a whole number from 1 to 1000000", entry.value.range)
            }
            runningJobsMax = count
        case .retentionRuns:
            guard let count = Int64(text), 1...1_000_000_000 ~= count else {
                return refuse("`retention_runs` must be a whole number from 1 on", entry.value.range)
            }
            retention.runsMax = count
        case .retentionAge:
            do throws(ScheduleError) {
                retention.ageSeconds = Int64(try DurationText(parsing: text).seconds)
            } catch {
                refuse("`retention_age` must be a duration: \(error.message)", entry.value.range, hint: "such as 90d")
            }
        case .logLevel:
            guard let level = LogLevel(rawValue: text) else {
                let levels = LogLevel.allCases.map(\.rawValue).joined(separator: ", ")
                return refuse("unknown log level `\(text)`", entry.value.range, hint: "the levels are \(levels)")
            }
            logLevel = level
        case .listen:
            for case let address? in texts {
                do throws(APIError) {
                    listen.append(try ListenAddress(parsing: address))
                } catch {
                    refuse("\(error)", entry.value.range)
                }
            }
        }
    }

    /// The keys of `stepd.yaml`.
    private enum Key: String, CaseIterable {
        case account
        case awsQuotas = "aws_quotas"
        case jobs
        case lambdaPython = "lambda_python"
        case listen
        case logLevel = "log_level"
        case maxRunning = "max_running"
        case noAuth = "no_auth"
        case region
        case retentionAge = "retention_age"
        case retentionRuns = "retention_runs"
        case state
    }
}

/// Why the daemon cannot start as it is configured: exit status 78 (EX_CONFIG), which systemd does not restart.
struct ConfigurationError: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}
