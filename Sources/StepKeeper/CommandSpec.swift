package import StepJSON

/// A command as its keeper gets it: everything that it needs, and nothing that it must ask anybody for.
///
/// It goes over in a sealed memory file, never on a disk and never in arguments, since the environment has the values of
/// secrets in it. JSON, with the members' names as they are here.
package struct CommandSpec: Sendable, Equatable {
    /// The program and its arguments; a program without a slash is looked for in the environment's `PATH`.
    package var words: [String] = []
    /// The whole environment of the command.
    package var environment: [String: String] = [:]
    /// Texts that no output may show.
    package var secrets: [String] = []
    /// Variables of the environment whose values, secrets, are the credentials of these names that the keeper's unit has.
    package var credentials: [String] = []
    /// nil: the root directory.
    package var workingDirectory: String?
    /// The account that it runs as; nil: the keeper's own.
    package var user: String?
    package var group: String?
    package var nice: Int?
    /// The most data that it may have, in bytes (`RLIMIT_DATA`).
    package var memoryBytesMax: Int64?
    /// After this many seconds it is stopped.
    package var timeoutSeconds: Int64?
    /// Bytes of its standard output that are kept: the last ones.
    package var outputBytesMax: Int64 = Self.outputBytesDefault
    /// Fields of its journal entries.
    package var fields: [String: String] = [:]
    /// Whether its output goes to the journal; else to the keeper's standard error.
    package var usesJournal = false

    /// The result of a state is at most 256 KiB (AWS, "Service quotas"), as JSON and with what else there is.
    package static let outputBytesDefault: Int64 = 128 << 10

    package init() {}
}

extension CommandSpec {
    package var json: JSONValue {
        var object: JSONObject = [
            "words": .array(words.map { .string($0) }), "environment": Self.json(environment),
            "secrets": .array(secrets.map { .string($0) }), "credentials": .array(credentials.map { .string($0) }),
            "outputBytesMax": .number(JSONNumber(outputBytesMax)),
            "fields": Self.json(fields), "usesJournal": .bool(usesJournal),
        ]
        object["workingDirectory"] = workingDirectory.map { .string($0) }
        object["user"] = user.map { .string($0) }
        object["group"] = group.map { .string($0) }
        object["nice"] = nice.map { .number(JSONNumber($0)) }
        object["memoryBytesMax"] = memoryBytesMax.map { .number(JSONNumber($0)) }
        object["timeoutSeconds"] = timeoutSeconds.map { .number(JSONNumber($0)) }
        return .object(object)
    }

    private static func json(_ texts: [String: String]) -> JSONValue {
        var object = JSONObject()
        for (name, text) in texts.sorted(by: { $0.key < $1.key }) { object[name] = .string(text) }
        return .object(object)
    }

    /// nil where it names no program.
    package init?(_ json: JSONValue) {
        words = json["words"]?.arrayValue?.compactMap(\.stringValue) ?? []
        guard !words.isEmpty else { return nil }
        environment = Self.texts(json["environment"])
        secrets = json["secrets"]?.arrayValue?.compactMap(\.stringValue) ?? []
        credentials = json["credentials"]?.arrayValue?.compactMap(\.stringValue) ?? []
        workingDirectory = json["workingDirectory"]?.stringValue
        user = json["user"]?.stringValue
        group = json["group"]?.stringValue
        nice = json["nice"]?.integerValue.map { Int($0) }
        memoryBytesMax = json["memoryBytesMax"]?.integerValue
        timeoutSeconds = json["timeoutSeconds"]?.integerValue
        outputBytesMax = json["outputBytesMax"]?.integerValue ?? Self.outputBytesDefault
        fields = Self.texts(json["fields"])
        usesJournal = json["usesJournal"]?.boolValue ?? false
    }

    private static func texts(_ json: JSONValue?) -> [String: String] {
        var texts: [String: String] = [:]
        for (name, value) in json?.objectValue ?? [:] { texts[name] = value.stringValue }
        return texts
    }
}
