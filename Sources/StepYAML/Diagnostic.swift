/// Something to tell the author of a file: what is wrong, where, and what to do.
package struct Diagnostic: Hashable, Sendable {
    package enum Severity: String, Sendable {
        case error
        case warning
        /// Nothing to do about: something to know.
        case note
    }

    package var severity: Severity
    /// One line, without the place and without a full stop.
    package var message: String
    package var file: String
    package var range: SourceRange
    /// What to do about it, such as "did you mean `until`?".
    package var hint: String?
    /// A stable name for programs, such as `yaml.duplicate-key`.
    package var code: String
    /// What this error alone would cause others to be; nil for an error that causes none. An error with a shadow is
    /// itself in no other's.
    package var shadow: DiagnosticShadow?

    /// Characters of a message, or of a hint, at most: what it names may be as long as a file.
    private static let charactersMax = 1_000

    private static func bounded(_ text: String) -> String {
        guard text.utf8.count > charactersMax else { return text }
        return "\(text.prefix(charactersMax))…"
    }

    package init(
        _ severity: Severity,
        _ message: String,
        file: String,
        range: SourceRange,
        hint: String? = nil,
        code: String
    ) {
        self.severity = severity
        self.message = Self.bounded(message)
        self.file = file
        self.range = range
        self.hint = hint.map(Self.bounded)
        self.code = code
    }
}

extension [Diagnostic] {
    /// Whether one of them is an error.
    package var hasErrors: Bool { contains { $0.severity == .error } }

    /// In the order of their places, without repetitions and without those that lie in the shadow of another; equal
    /// places keep their order.
    package func ordered() -> [Diagnostic] {
        let casting = filter { $0.shadow != nil }
        var seen: Set<Diagnostic> = []
        return enumerated()
            .sorted { ($0.element.range.start.offset, $0.offset) < ($1.element.range.start.offset, $1.offset) }
            .map(\.element)
            .filter { diagnostic in
                diagnostic.shadow != nil
                    || !casting.contains { $0.file == diagnostic.file && $0.shadow?.covers(diagnostic) == true }
            }
            .filter { seen.insert($0).inserted }
    }
}
