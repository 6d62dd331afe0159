import StepAWS
import StepYAML

/// Reads the items of `steps`.
struct StepDecoder {
    let context: JobContext
    /// Where waiters are looked up.
    let catalog: ServiceCatalog?
    static let stepsMax = 1_000
    /// So that the longest generated name still fits AWS's 80 characters.
    static let idLengthMax = 64

    /// The steps that could be read; errors are reported.
    ///
    /// `jobTimeout` is what a poll without a `timeout` of its own inherits.
    func steps(_ entry: YAMLEntry, jobTimeout: PlacedDuration?) -> [Step] {
        guard let items = context.list(entry.value, "`steps`") else { return [] }
        guard !items.isEmpty else {
            context.error("`steps` is empty", entry.key.range, code: "job.steps")
            return []
        }
        guard items.count <= Self.stepsMax else {
            context.error("more than \(Self.stepsMax) steps", entry.key.range, code: "job.limit")
            return []
        }
        var steps: [Step] = []
        var taken: [String: SourceRange] = [:]
        for (index, item) in items.enumerated() {
            guard let entries = context.mapping(item, "a step") else { continue }
            let id = id(of: entries, item, index: index)
            if let first = taken[id.value] {
                context.error(
                    "two steps are called `\(id.value)`",
                    id.range,
                    hint: "the first is on line \(first.start.line)",
                    code: "job.name"
                )
            }
            taken[id.value] = id.range
            let fields = KeyTable.step.fields(of: entries, subject: "step `\(id.value)`", context)
            guard let kind = kind(fields, entries, item, jobTimeout: jobTimeout) else { continue }
            steps.append(Step(id: id.value, idRange: id.range, kind: kind))
        }
        return steps
    }

    /// Whether `text` can be the name of a JSONata variable without quotes.
    static func isIdentifier(_ text: String) -> Bool {
        guard let first = text.utf8.first, first < UInt8(ascii: "0") || first > UInt8(ascii: "9") else { return false }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
    }

    /// The step's id, or one by its number.
    private func id(of entries: [YAMLEntry], _ item: YAMLNode, index: Int) -> Placed<String> {
        let fallback = "step\(index + 1)"
        guard let entry = entries.first(where: { $0.key.text == "id" }) else {
            return Placed(value: fallback, range: entries.first?.key.range ?? item.range)
        }
        guard let scalar = context.text(entry.value, "`id`") else { return Placed(value: fallback, range: item.range) }
        let id = scalar.text
        if !Self.isIdentifier(id) || id.utf8.count > Self.idLengthMax {
            let mended = String(id.map { Self.isIdentifier("_\($0)") ? $0 : "_" })
            context.error(
                "`\(id)` cannot be the id of a step, which names a variable: letters, digits and `_`, at most "
                    + "\(Self.idLengthMax)",
                scalar.range,
                hint: Self.isIdentifier(mended) && mended.utf8.count <= Self.idLengthMax ? "write `\(mended)`" : nil,
                code: "job.name"
            )
        } else if JSONataNames.reserved.contains(id) || JSONataNames.functions.contains(id) {
            let reason = JSONataNames.reserved.contains(id) ? "has a meaning of its own" : "is a JSONata function"
            context.error("`\(id)` cannot be the id of a step: it \(reason)", scalar.range, code: "job.name")
        }
        return Placed(value: id, range: scalar.range)
    }

    // MARK: - Kinds

    private static let kinds = ["aws", "lambda", "poll", "wait_for", "wait", "state"]

    private func kind(
        _ fields: Fields,
        _ entries: [YAMLEntry],
        _ item: YAMLNode,
        jobTimeout: PlacedDuration?
    ) -> Step.Kind? {
        let found = Self.kinds.compactMap { fields[$0] }
        if let start = fields["start"], fields["poll"] == nil, fields["wait_for"] == nil {
            context.error(
                "`start` needs a `poll` or a `wait_for` beside it",
                start.key.range,
                hint: "for one call alone, write `aws` in the step itself",
                code: "job.step"
            )
            return nil
        }
        guard let first = found.first else {
            if !fields.hasUnknownKeys {
                context.error(
                    "the step says nothing to do",
                    item.range,
                    hint: "it needs one of \(Self.kinds.joined(separator: ", "))",
                    code: "job.step"
                )
            }
            return nil
        }
        if let second = found.dropFirst().first {
            context.error(
                "a step has either `\(first.key.text)` or `\(second.key.text)`",
                second.key.range,
                hint: "make it two steps",
                code: "job.step"
            )
            return nil
        }
        let allowed = Self.keys(of: first.key.text)
        for entry in entries where fields.entries[entry.key.text] != nil && !allowed.contains(entry.key.text) {
            context.error(
                "`\(entry.key.text)` does not belong in a step with `\(first.key.text)`",
                entry.key.range,
                hint: first.key.text == "poll" ? "put it into `start` or `poll`" : nil,
                code: "job.step"
            )
        }
        switch first.key.text {
        case "aws", "lambda": return call(fields, first)
        case "poll": return poll(fields, first, jobTimeout: jobTimeout)
        case "wait_for":
            return WaiterDecoder(context: context, catalog: catalog).poll(fields, first, jobTimeout: jobTimeout)
                .map { .poll($0) }
        case "wait": return wait(first)
        default: return context.mapping(first.value, "`state`").map { _ in .state(first.value) }
        }
    }

    /// The keys that a step of a kind may have.
    private static func keys(of kind: String) -> Set<String> {
        switch kind {
        case "aws", "lambda":
            ["id", "aws", "lambda", "with", "role", "timeout", "result", "retry", "ok_if", "on_interrupt"]
        case "poll": ["id", "start", "poll", "every", "until", "failed_when", "timeout", "result"]
        case "wait_for": ["id", "start", "wait_for", "with", "every", "timeout", "result"]
        case "wait": ["id", "wait"]
        default: ["id", "state"]
        }
    }

    private func call(_ fields: Fields, _ entry: YAMLEntry) -> Step.Kind? {
        let call = CallDecoder(context: context).call(fields, keyRange: entry.key.range)
        let result = fields["result"].flatMap { context.text($0.value, "`result`") }
        return call.map { .call($0, result: result) }
    }

    private func poll(_ fields: Fields, _ entry: YAMLEntry, jobTimeout: PlacedDuration?) -> Step.Kind? {
        let decoder = CallDecoder(context: context)
        let start = fields["start"].flatMap(decoder.call(nested:))
        let call = decoder.call(nested: entry)
        let every = fields["every"].flatMap { context.duration($0.value, "`every`") }
        let timeout = fields["timeout"].flatMap { context.duration($0.value, "`timeout`") } ?? jobTimeout
        let result = fields["result"].flatMap { context.text($0.value, "`result`") }
        if fields["timeout"] == nil, jobTimeout == nil, !fields.hasUnknownKeys, call != nil {
            context.error(
                "a poll needs a `timeout`",
                entry.key.range,
                hint: "how long to go on at most, such as `timeout: 4h`, here or for the whole job",
                code: "job.poll"
            )
        }
        guard let until = fields["until"] else {
            // An unknown key is reported already, and is most likely this one; so is what is wrong with the call.
            if !fields.hasUnknownKeys, call != nil {
                context.error(
                    "a poll needs `until`",
                    entry.key.range,
                    hint: "when it is done, such as `until: \"{% $result.Status = 'available' %}\"`",
                    code: "job.poll"
                )
            }
            return nil
        }
        guard let call, let timeout, fields["start"] == nil || start != nil else { return nil }
        return .poll(
            Poll(
                start: start,
                call: call,
                every: every ?? PlacedDuration(seconds: 60, text: "60s", range: entry.key.range),
                goal: .conditions(until: until, failedWhen: fields["failed_when"]),
                timeout: timeout,
                result: result
            )
        )
    }

    private func wait(_ entry: YAMLEntry) -> Step.Kind? {
        if let entries = entry.value.mapping {
            let fields = KeyTable.wait.fields(of: entries, context)
            guard let until = fields["until"] else {
                context.error("`wait` needs a duration or `until`", entry.key.range, code: "job.wait")
                return nil
            }
            return context.text(until.value, "`until`").map { .wait(.until($0)) }
        }
        guard let scalar = context.text(entry.value, "`wait`") else { return nil }
        if ExpressionText(scalar, context).isExpression { return .wait(.seconds(scalar)) }
        return context.duration(entry.value, "`wait`", secondsMin: 0).map { .wait(.duration($0)) }
    }
}
