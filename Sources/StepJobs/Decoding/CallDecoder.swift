import StepJSON
import StepYAML

/// Reads one call: the keys of a step with `aws` or `lambda`, or the mapping of `start` or `poll`.
struct CallDecoder {
    let context: JobContext

    /// The call in the mapping of `start` or `poll`.
    func call(nested entry: YAMLEntry) -> Call? {
        guard let entries = context.mapping(entry.value, "`\(entry.key.text)`") else { return nil }
        let fields = KeyTable.call.fields(of: entries, subject: "`\(entry.key.text)`", context)
        guard fields["aws"] != nil || fields["lambda"] != nil else {
            if !fields.hasUnknownKeys {
                context.error(
                    "`\(entry.key.text)` says nothing to call",
                    entry.key.range,
                    hint: "it needs `aws: service.action` or `lambda: function`",
                    code: "job.step"
                )
            }
            return nil
        }
        return call(fields, keyRange: entry.key.range)
    }

    /// The call that `fields` describe.
    func call(_ fields: Fields, keyRange: SourceRange) -> Call? {
        guard let entry = fields["aws"] ?? fields["lambda"],
            let target = context.text(entry.value, "`\(entry.key.text)`")
        else { return nil }
        if let second = fields["aws"] == nil ? nil : fields["lambda"] {
            context.error("a call has either `aws` or `lambda`", second.key.range, code: "job.step")
        }
        return Call(
            target: target,
            isFunction: fields["aws"] == nil,
            role: fields["role"].flatMap { context.text($0.value, "`role`") },
            keyRange: keyRange,
            arguments: fields["with"],
            timeout: fields["timeout"].flatMap { context.duration($0.value, "`timeout`") },
            retry: fields["retry"].flatMap(retry),
            okIf: fields["ok_if"].map { context.errorNames($0.value, "`ok_if`") } ?? [],
            onInterrupt: fields["on_interrupt"].flatMap { entry in
                context.word(entry.value, "`on_interrupt`", of: Call.OnInterrupt.self)
                    .map { Placed(value: $0, range: entry.value.range) }
            }
        )
    }

    // MARK: - Retry

    /// AWS's limits (states-language.net, "Retrying after error").
    private static let timesMax = 99_999_999
    private static let maxDelaySecondsMax = 31_622_400

    private func retry(_ entry: YAMLEntry) -> Retry? {
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
            guard let times = context.integer(entry.value, "`retry`", in: 0...Self.timesMax) else { return nil }
            retry.times = times
            return retry
        }
        let fields = KeyTable.retry.fields(of: entries, context)
        if let times = fields["times"] {
            retry.times = context.integer(times.value, "`times`", in: 0...Self.timesMax) ?? retry.times
        }
        if let delay = fields["delay"] {
            retry.delaySeconds = context.duration(delay.value, "`delay`")?.seconds ?? retry.delaySeconds
        }
        if let backoff = fields["backoff"] { retry.backoff = factor(backoff.value) ?? retry.backoff }
        if let jitter = fields["jitter"] { retry.hasJitter = context.flag(jitter.value, "`jitter`") ?? false }
        if let on = fields["on"] { retry.on = context.errorNames(on.value, "`on`") }
        if let maxDelay = fields["max_delay"], let duration = context.duration(maxDelay.value, "`max_delay`") {
            retry.maxDelaySeconds = duration.seconds
            if duration.seconds <= retry.delaySeconds || duration.seconds >= Self.maxDelaySecondsMax {
                context.error(
                    "`max_delay` must be longer than `delay` and shorter than \(Self.maxDelaySecondsMax)s",
                    maxDelay.value.range,
                    code: "job.value"
                )
            }
        }
        return retry
    }

    private func factor(_ node: YAMLNode) -> Double? {
        if let scalar = node.scalar, case .number(let number)? = CoreSchema.value(of: scalar), number.doubleValue >= 1 {
            return number.doubleValue
        }
        context.error("`backoff` must be a number of at least 1", node.range, code: "job.type")
        return nil
    }
}
