import StepAWS
import StepYAML

/// The keys that one kind of mapping in a job file may have.
///
/// The one list that decoding, the errors for unknown keys and the documentation of the format go by.
package struct KeyTable: Sendable {
    /// One key.
    package struct Key: Sendable {
        package var name: String
        /// What its value is, in a few words.
        package var form: String
        /// What it does, in one sentence.
        package var summary: String
        /// Whether this version reads it; a key that only later versions read is named as such.
        package var isAvailable: Bool

        static func now(_ name: String, _ form: String, _ summary: String) -> Key {
            Key(name: name, form: form, summary: summary, isAvailable: true)
        }

        static func later(_ names: String...) -> [Key] {
            names.map { Key(name: $0, form: "", summary: "", isAvailable: false) }
        }
    }

    /// What the mapping is, for messages: `step`.
    package var owner: String
    package var keys: [Key]

    init(_ owner: String, _ keys: [Key], later: [Key] = []) {
        self.owner = owner
        self.keys = keys + later
    }

    /// The key called `name`; nil if there is none.
    func key(_ name: String) -> Key? { keys.first { $0.name == name } }

    /// The fields of a mapping, with an error for each key that does not belong there.
    ///
    /// `subject` is the particular mapping, such as "step `snapshot`".
    func fields(of entries: [YAMLEntry], subject: String? = nil, _ context: JobContext) -> Fields {
        var known: [String: YAMLEntry] = [:]
        var hasUnknownKeys = false
        for entry in entries {
            let name = entry.key.text
            switch key(name) {
            case let key? where key.isAvailable: known[name] = entry
            case .some:
                hasUnknownKeys = true
                context.error(
                    "`\(name)` is not in this version of stepd yet",
                    entry.key.range,
                    hint: "remove it; it is planned",
                    code: "job.later-key"
                )
            case nil:
                hasUnknownKeys = true
                context.error(
                    "unknown key `\(name)` in \(subject ?? owner)",
                    entry.key.range,
                    hint: hint(forUnknown: name),
                    code: "job.unknown-key"
                )
            }
        }
        return Fields(table: self, entries: known, hasUnknownKeys: hasUnknownKeys)
    }

    private func hint(forUnknown name: String) -> String {
        if name == "<<" { return "YAML 1.2 has no merge keys; use an alias for the whole value" }
        let names = keys.filter(\.isAvailable).map(\.name)
        if let near = CloseNames.of(name, among: names, countMax: 1).first { return "did you mean `\(near)`?" }
        if let other = Self.all.first(where: { $0.owner != owner && $0.key(name)?.isAvailable == true }) {
            return "`\(name)` belongs in a \(other.owner)"
        }
        return "the keys are \(names.joined(separator: ", "))"
    }
}

/// The fields of one mapping, by the keys of its table.
struct Fields {
    let table: KeyTable
    let entries: [String: YAMLEntry]
    /// Whether the mapping also has keys that cannot be read. They are reported; what seems to be missing may be one of
    /// them, and is then not reported again.
    let hasUnknownKeys: Bool

    /// The entry of a key; nil if the file does not have it.
    subscript(name: String) -> YAMLEntry? {
        precondition(table.key(name)?.isAvailable == true, "`\(name)` is not in the table of \(table.owner)")
        return entries[name]
    }
}
