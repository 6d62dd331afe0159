import StepJSON
import StepYAML

/// Reads one call: the keys of a step with `aws`, `lambda`, `http`, `job` or `run`, or the mapping of `start` or `poll`.
struct CallDecoder {
    let context: JobContext
    let commands: CommandDecoder

    /// The call in the mapping of `start` or `poll`.
    func call(nested entry: YAMLEntry) -> Call? {
        let subject = "`\(entry.key.text)`"
        if let scalar = entry.value.scalar, scalar.text.contains(".") {
            context.error(
                "\(subject) must be a mapping, not a scalar",
                entry.value.range,
                hint: "write `\(entry.key.text): { aws: \(scalar.text) }`",
                code: "job.type"
            )
            return nil
        }
        guard let entries = context.mapping(entry.value, subject) else { return nil }
        let fields = KeyTable.call.fields(of: entries, subject: subject, context)
        let found = fields.leading
        guard let first = found.first else {
            if !fields.hasUnknownKeys {
                context.error(
                    "\(subject) says nothing to call",
                    entry.key.range,
                    hint: "it needs `aws: service.action`, or one of lambda, http, job and run",
                    code: "job.step"
                )
            }
            return nil
        }
        if let second = found.dropFirst().first {
            context.error(
                "a call has either `\(first.key.text)` or `\(second.key.text)`",
                second.key.range,
                code: "job.step"
            )
            return nil
        }
        for entry in fields.strays(beside: first.key.text) {
            context.error(
                "`\(entry.key.text)` does not belong in a call with `\(first.key.text)`",
                entry.key.range,
                code: "job.step"
            )
        }
        return call(fields, keyRange: entry.key.range)
    }

    /// The call that `fields` describe.
    func call(_ fields: Fields, keyRange: SourceRange) -> Call? {
        guard let target = target(fields) else { return nil }
        return Call(
            target: target,
            role: fields["role"].flatMap { context.text($0.value, "`role`") },
            keyRange: keyRange,
            arguments: fields["with"],
            timeout: fields["timeout"].flatMap { context.duration($0.value, "`timeout`") },
            retry: fields["retry"].flatMap { Self.retry($0, context) },
            okIf: fields["ok_if"].map { context.errorNames($0.value, "`ok_if`") } ?? [],
            onInterrupt: fields["on_interrupt"].flatMap { entry in
                context.placed(entry) { context.word($0, $1, of: Call.OnInterrupt.self) }
            }
        )
    }

    private func target(_ fields: Fields) -> Call.Target? {
        if let entry = fields["http"] { return request(entry).map { .http($0) } }
        if let entry = fields["run"] { return commands.command(entry, fields).map { .command($0) } }
        for (key, make) in [("aws", Call.Target.aws), ("lambda", Call.Target.function), ("job", Call.Target.job)] {
            guard let entry = fields[key] else { continue }
            return context.text(entry.value, "`\(key)`").map(make)
        }
        return nil
    }

    /// The call that `approve` stands for.
    func approval(_ fields: Fields, _ entry: YAMLEntry) -> Call? {
        var message: YAMLScalar?
        if let entries = entry.value.mapping {
            let inner = KeyTable.approve.fields(of: entries, subject: "`approve`", context)
            message = inner["message"].flatMap { context.text($0.value, "`message`") }
            if inner["message"] == nil, !inner.hasUnknownKeys {
                context.error("`approve` needs a `message`", entry.key.range, code: "job.approve")
            }
        } else {
            message = context.text(entry.value, "`approve`")
        }
        guard let message else { return nil }
        return Call(
            target: .approval(message),
            keyRange: entry.key.range,
            timeout: fields["timeout"].flatMap { context.duration($0.value, "`timeout`") }
        )
    }

    // MARK: - HTTP

    private func request(_ entry: YAMLEntry) -> HTTPRequest? {
        guard let entries = entry.value.mapping else {
            return context.text(entry.value, "`http`").flatMap(checkedURL).map { HTTPRequest(url: $0) }
        }
        let fields = KeyTable.http.fields(of: entries, subject: "`http`", context)
        guard let url = fields["url"] else {
            if !fields.hasUnknownKeys {
                context.error("`http` needs a `url`", entry.key.range, code: "job.http")
            }
            return nil
        }
        guard let scalar = context.text(url.value, "`url`").flatMap(checkedURL) else { return nil }
        for key in ["headers", "query"] {
            if let value = fields[key]?.value { _ = context.mapping(value, "`\(key)`") }
        }
        return HTTPRequest(
            url: scalar,
            method: fields["method"].flatMap { entry in
                context.placed(entry) { context.word($0, $1, of: HTTPRequest.Method.self) }
            },
            headers: fields["headers"],
            query: fields["query"],
            body: fields["body"],
            connection: fields["connection"].flatMap { context.text($0.value, "`connection`") }
        )
    }

    /// The scalar, if it can be a URL; an expression is only known when it runs.
    private func checkedURL(_ scalar: YAMLScalar) -> YAMLScalar? {
        let text = scalar.text
        let isKnown = text.hasPrefix("https://") || text.hasPrefix("http://")
        if isKnown || text.contains("{%") || text.hasPrefix("${{") { return scalar }
        context.error(
            "`\(text)` is no URL",
            scalar.range,
            hint: "it begins with https:// or http://",
            code: "job.http"
        )
        return nil
    }

    // MARK: - Retry

    /// AWS's limits (states-language.net, "Retrying after error").
    private static let timesMax = 99_999_999
    private static let maxDelaySecondsMax = 31_622_400

    /// `retry` of a call, or of what runs steps inside.
    static func retry(_ entry: YAMLEntry, _ context: JobContext) -> Retry? {
        var retry = Retry(
            times: 3,
            delaySeconds: 1,
            backoff: 2,
            maxDelaySeconds: nil,
            hasJitter: false,
            on: [],
            range: entry.key.range
        )
        guard let entries = entry.value.mapping else {
            guard let times = context.integer(entry.value, "`retry`", in: 0...timesMax) else { return nil }
            retry.times = times
            return retry
        }
        let fields = KeyTable.retry.fields(of: entries, context)
        if let times = fields["times"] {
            retry.times = context.integer(times.value, "`times`", in: 0...timesMax) ?? retry.times
        }
        if let delay = fields["delay"] {
            retry.delaySeconds = context.duration(delay.value, "`delay`")?.seconds ?? retry.delaySeconds
        }
        if let backoff = fields["backoff"] { retry.backoff = factor(backoff.value, context) ?? retry.backoff }
        if let jitter = fields["jitter"] { retry.hasJitter = context.flag(jitter.value, "`jitter`") ?? false }
        if let on = fields["on"] { retry.on = context.errorNames(on.value, "`on`") }
        if let maxDelay = fields["max_delay"], let duration = context.duration(maxDelay.value, "`max_delay`") {
            retry.maxDelaySeconds = duration.seconds
            if duration.seconds <= retry.delaySeconds || duration.seconds >= maxDelaySecondsMax {
                context.error(
                    "`max_delay` must be longer than `delay` and shorter than \(maxDelaySecondsMax)s",
                    maxDelay.value.range,
                    code: "job.value"
                )
            }
        }
        return retry
    }

    private static func factor(_ node: YAMLNode, _ context: JobContext) -> Double? {
        if let scalar = node.scalar, case .number(let number)? = CoreSchema.value(of: scalar), number.doubleValue >= 1 {
            return number.doubleValue
        }
        context.error("`backoff` must be a number of at least 1", node.range, code: "job.type")
        return nil
    }
}
