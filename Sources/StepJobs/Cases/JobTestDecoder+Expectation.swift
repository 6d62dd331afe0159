import StepJSON
import StepLanguage
import StepYAML

extension JobTestDecoder {
    /// What `expect` says; `range` is where the test stands, for a test without it.
    func expectation(_ entry: YAMLEntry?, _ range: SourceRange) -> JobTest.Expectation {
        var expectation = JobTest.Expectation(range: entry?.key.range ?? range)
        guard let entry, let entries = context.mapping(entry.value, "`expect`") else { return expectation }
        let fields = KeyTable.expect.fields(of: entries, context)
        expectation.error = fields["error"].flatMap { context.text($0.value, "`error`")?.text }
        expectation.cause = fields["cause"].map { context.json($0.value) }
        if expectation.error != nil || expectation.cause != nil { expectation.status = "FAILED" }
        if let status = fields["status"].flatMap({ self.status($0.value) }) { expectation.status = status }
        expectation.path = fields["path"].flatMap(path)
        expectation.output = fields["output"].map { context.json($0.value) }
        expectation.durationSeconds = fields["duration"].flatMap { entry in
            context.duration(entry.value, "`duration`", secondsMin: 0)?.seconds
        }
        expectation.arguments = fields["arguments"].map(arguments) ?? [:]
        expectation.notifications = fields["notifications"].flatMap { notifications($0.value) }
        return expectation
    }

    private enum Status: String, CaseIterable {
        case succeeded = "SUCCEEDED"
        case failed = "FAILED"
        case timedOut = "TIMED_OUT"
    }

    private func status(_ node: YAMLNode) -> String? {
        context.word(node, "`status`", of: Status.self)?.rawValue
    }

    private func path(_ entry: YAMLEntry) -> [String]? {
        guard let items = context.list(entry.value, "`path`") else { return nil }
        return items.compactMap { item in
            guard let name = context.text(item, "a state of `path`") else { return nil }
            if name.text == "…" || name.text == PathMatch.any { return PathMatch.any }
            if !job.machine.states.contains(where: { $0.name == name.text }) {
                let names = job.machine.states.map(\.name)
                context.error(
                    "the job has no state `\(name.text)`",
                    name.range,
                    hint: CloseNamesHint.text(of: name.text, among: names)
                        ?? "its states are \(names.joined(separator: ", "))",
                    code: "test.state"
                )
            }
            return name.text
        }
    }

    private func arguments(_ entry: YAMLEntry) -> [String: [JSONValue]] {
        var arguments: [String: [JSONValue]] = [:]
        for item in context.mapping(entry.value, "`arguments`") ?? [] where task(item.key) != nil {
            arguments[item.key.text] = (item.value.sequence ?? [item.value]).map { context.json($0) }
        }
        return arguments
    }

    private enum Notification: String, CaseIterable {
        case onFailure = "on_failure"
        case onSuccess = "on_success"
        case healthchecks
    }

    private func notifications(_ node: YAMLNode) -> Set<String>? {
        context.list(node, "`notifications`").map { items in
            Set(items.compactMap { context.word($0, "a notification", of: Notification.self)?.rawValue })
        }
    }
}
