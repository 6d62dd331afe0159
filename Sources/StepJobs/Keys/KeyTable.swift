import StepAWS
import StepYAML

/// The keys that one kind of mapping in a job file may have.
///
/// The one list that decoding, the errors for unknown keys, the JSON Schema and the reference page of the format go by.
package struct KeyTable: Sendable {
    /// One key.
    package struct Key: Sendable {
        package var name: String
        package var form: KeyForm
        /// What it does, in one sentence or two.
        package var summary: String
        /// The keys that say what the mapping is, of which one must stand beside this one; empty where any may.
        package var companions: [String]
        /// Keys that must stand beside it.
        package var needs: [String]

        init(
            _ name: String,
            _ form: KeyForm,
            _ summary: String,
            with companions: [String] = [],
            needs: [String] = []
        ) {
            self.name = name
            self.form = form
            self.summary = summary
            self.companions = companions
            self.needs = needs
        }
    }

    /// Which table it is.
    package enum Kind: String, Sendable, CaseIterable {
        case job, function, schedule, parameter, lock, notify, target, retention
        case step, call, http, approve, fail, wait, `case`, retry, `catch`
        case testFile, test, mock, thrown, expect

        /// The table of this kind.
        package var table: KeyTable {
            switch self {
            case .job: .job
            case .function: .function
            case .schedule: .schedule
            case .parameter: .parameter
            case .lock: .lock
            case .notify: .notify
            case .target: .target
            case .retention: .retention
            case .step: .step
            case .call: .call
            case .http: .http
            case .approve: .approve
            case .fail: .fail
            case .wait: .wait
            case .case: .case
            case .retry: .retry
            case .catch: .catch
            case .testFile: .testFile
            case .test: .test
            case .mock: .mock
            case .thrown: .thrown
            case .expect: .expect
            }
        }
    }

    /// Every table, outermost first.
    package static let all: [KeyTable] = Kind.allCases.map(\.table)

    /// What the mapping is, for messages: `step`.
    package var owner: String
    /// Whether `owner` names the thing itself, and not the key it stands under.
    package var isNamed: Bool
    /// Whether it belongs to files with tests, and not to job files.
    package var isOfTests: Bool
    package var keys: [Key]
    /// The keys of which a mapping has exactly one, and which says what it is; empty where there are none.
    package var leading: [String]
    /// The keys that every mapping has.
    package var required: [String]

    init(
        _ owner: String,
        isNamed: Bool = false,
        isOfTests: Bool = false,
        leading: [String] = [],
        required: [String] = [],
        _ keys: [Key]
    ) {
        self.owner = owner
        self.isNamed = isNamed
        self.isOfTests = isOfTests
        self.leading = leading
        self.required = required
        self.keys = keys
    }

    /// The key called `name`; nil if there is none.
    package func key(_ name: String) -> Key? { keys.first { $0.name == name } }

    /// The keys that may stand beside the leading key `name`, itself included.
    func companions(of name: String) -> Set<String> {
        Set(
            keys.filter { key in
                key.name == name
                    || !leading.contains(key.name) && (key.companions.isEmpty || key.companions.contains(name))
            }.map(\.name)
        )
    }

    /// The fields of a mapping, with an error for each key that does not belong there.
    ///
    /// `subject` is the particular mapping, such as "step `snapshot`".
    func fields(of entries: [YAMLEntry], subject: String? = nil, _ context: JobContext) -> Fields {
        var known: [String: YAMLEntry] = [:]
        var hasUnknownKeys = false
        for entry in entries {
            let name = entry.key.text
            guard key(name) == nil else {
                known[name] = entry
                continue
            }
            hasUnknownKeys = true
            context.error(
                "unknown key `\(name)` in \(subject ?? owner)",
                entry.key.range,
                hint: hint(forUnknown: name),
                code: "job.unknown-key"
            )
        }
        return Fields(table: self, entries: known, hasUnknownKeys: hasUnknownKeys)
    }

    private func hint(forUnknown name: String) -> String {
        if name == "<<" { return "YAML 1.2 has no merge keys; use an alias for the whole value" }
        let names = keys.map(\.name)
        if let meant = Self.synonyms[name]?.first(where: { key($0) != nil }) { return "write `\(meant)`" }
        if let near = CloseNames.of(name, among: names, countMax: 1).first { return "did you mean `\(near)`?" }
        if let other = Self.all.first(where: { $0.isOfTests == isOfTests && $0.owner != owner && $0.key(name) != nil })
        {
            return "`\(name)` belongs in \(other.place)"
        }
        return names.count == 1 ? "the only key is `\(names[0])`" : "the keys are \(names.joined(separator: ", "))"
    }

    /// Where a key of the table belongs, in a sentence.
    private var place: String {
        if isNamed { return owner.first.map { "aeiou".contains($0) ? "an \(owner)" : "a \(owner)" } ?? owner }
        return owner
    }

    /// What other tools call a key of this language.
    private static let synonyms = [
        "tz": ["timezone"], "zone": ["timezone"], "time_zone": ["timezone"], "do": ["steps"], "then": ["steps"],
        "case": ["when"], "condition": ["when", "if"], "if": ["when"], "default": ["else"],
        "name": ["id", "job"], "command": ["run"], "script": ["run"], "exec": ["run"], "environment": ["env"],
        "when": ["if"],
        "only_if": ["if"], "on_error": ["on_failure"], "finally": ["always"], "register": ["id"], "interval": ["every"],
        "sleep": ["wait"], "matrix": ["for_each"], "loop": ["for_each"], "with_items": ["for_each"],
        "foreach": ["for_each"],
        "retries": ["retry"], "args": ["with"], "arguments": ["with"], "parameters": ["params"], "inputs": ["params"],
        "workdir": ["cwd"], "working_directory": ["cwd"], "directory": ["cwd"], "cron": ["schedule"],
        "on": ["schedule"],
        "attempts": ["times"], "count": ["times"], "text": ["message"],
        "timeout_seconds": ["timeout"], "shell_command": ["run"], "branches": ["parallel"], "choose": ["switch"],
        "uses": ["aws"], "notifications": ["notify"], "mutex": ["lock"], "concurrency": ["overlap"],
        "variables": ["params"],
        "until_done": ["until"], "fail_when": ["failed_when"], "items": ["for_each"],
        "max_concurrency": ["max_parallel"],
    ]
}

/// The fields of one mapping, by the keys of its table.
struct Fields {
    let table: KeyTable
    let entries: [String: YAMLEntry]
    /// Whether the mapping also has keys that cannot be read. They are reported; what seems to be missing may be one of
    /// them, and is then not reported again.
    let hasUnknownKeys: Bool

    /// The entries of keys that say what the mapping is, in the order of the table.
    var leading: [YAMLEntry] { table.leading.compactMap { entries[$0] } }

    /// The entries that do not go with the leading key `name`, in the order of the file.
    func strays(beside name: String) -> [YAMLEntry] {
        let allowed = table.companions(of: name)
        return entries.values.filter { !allowed.contains($0.key.text) }
            .sorted { $0.key.range.start < $1.key.range.start }
    }

    /// The entry of a key; nil if the file does not have it.
    subscript(name: String) -> YAMLEntry? {
        precondition(table.key(name) != nil, "`\(name)` is not in the table of \(table.owner)")
        return entries[name]
    }
}
