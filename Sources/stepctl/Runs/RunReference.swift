/// How a command line names a run: its ARN, `JOB:NAME`, `JOB/latest`, or a name that only one run has.
///
/// The forms cannot be mistaken for each other: a name holds neither `:` nor `/` (AWS API Reference, "StartExecution").
enum RunReference: Sendable, Equatable {
    case arn(String)
    case named(job: String, run: String)
    case latest(job: String)
    case name(String)

    /// For the help of every command that takes a RUN.
    static let documentation = """
        A RUN is an execution's ARN, JOB:NAME, JOB/latest (the run started last), or a NAME alone where no other \
        job has a run of that name.
        """

    /// Reads what the user wrote.
    init(parsing text: String) throws(CommandError) {
        guard !text.isEmpty else { throw Self.unusable(text) }
        if text.hasPrefix("arn:") {
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 8, parts[2] == "states", parts[5] == "execution", !parts[6].isEmpty, !parts[7].isEmpty
            else { throw Self.unusable(text) }
            self = .arn(text)
            return
        }
        if let slash = text.firstIndex(of: "/") {
            let job = text[..<slash]
            guard !job.isEmpty, !job.contains(":"), text[slash...] == "/latest" else { throw Self.unusable(text) }
            self = .latest(job: String(job))
            return
        }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2, parts.allSatisfy({ !$0.isEmpty }) else { throw Self.unusable(text) }
        self = parts.count == 2 ? .named(job: String(parts[0]), run: String(parts[1])) : .name(text)
    }

    /// An execution's ARN as people write it: `JOB:NAME`.
    static func shortName(ofExecutionARN arn: String) -> String {
        let parts = arn.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count == 8 ? "\(parts[6]):\(parts[7])" : arn
    }

    private static func unusable(_ text: String) -> CommandError {
        CommandError(
            "`\(text)` does not name a run",
            hint: "Write JOB:NAME, JOB/latest, a run's name or an execution's ARN; `stepctl runs` lists them.",
            status: .usage
        )
    }
}
