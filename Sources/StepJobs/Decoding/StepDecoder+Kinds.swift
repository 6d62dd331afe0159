import StepYAML

extension StepDecoder {
    /// The step that `fields` describe; nil where it cannot be read, which is reported.
    mutating func step(_ id: Placed<String>, _ fields: Fields, _ item: YAMLNode) -> Step? {
        guard let leading = leadingKey(fields, item) else { return nil }
        checkCompanions(of: leading, fields)
        guard let kind = kind(leading, fields, id: id.value) else { return nil }
        return Step(
            id: id.value,
            idRange: id.range,
            kind: kind,
            keyRange: leading.key.range,
            condition: fields["if"].flatMap { context.text($0.value, "`if`") },
            result: fields["result"].flatMap { context.text($0.value, "`result`") },
            retry: isCall(leading) ? nil : fields["retry"].flatMap { CallDecoder.retry($0, context) },
            catches: fields["catch"].map { catches($0, within: id.value) } ?? []
        )
    }

    private func isCall(_ entry: YAMLEntry) -> Bool { KeyTable.calls.contains(entry.key.text) }

    /// The one key that says what the step is.
    private func leadingKey(_ fields: Fields, _ item: YAMLNode) -> YAMLEntry? {
        if let start = fields["start"], fields["poll"] == nil, fields["wait_for"] == nil {
            context.error(
                "`start` needs a `poll` or a `wait_for` beside it",
                start.key.range,
                hint: "for one call alone, write `aws` in the step itself",
                code: "job.step"
            )
            return nil
        }
        let found = fields.leading
        guard let first = found.first else {
            if !fields.hasUnknownKeys {
                context.error(
                    "the step says nothing to do",
                    item.range,
                    hint: "it needs one of \(KeyTable.step.leading.joined(separator: ", "))",
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
        return first
    }

    private func checkCompanions(of leading: YAMLEntry, _ fields: Fields) {
        let name = leading.key.text
        for entry in fields.strays(beside: name) {
            let belongsInCall = name == "poll" && KeyTable.call.key(entry.key.text) != nil
            let companions = KeyTable.step.key(entry.key.text)?.companions ?? []
            context.error(
                "`\(entry.key.text)` does not belong in a step with `\(name)`",
                entry.key.range,
                hint: belongsInCall
                    ? "put it into `start` or `poll`"
                    : "it goes with \(companions.map { "`\($0)`" }.joined(separator: ", "))",
                code: "job.step"
            )
        }
    }

    private mutating func kind(_ leading: YAMLEntry, _ fields: Fields, id: String) -> Step.Kind? {
        switch leading.key.text {
        case "poll": poll(fields, leading)
        case "wait_for":
            WaiterDecoder(context: context, catalog: catalog, calls: calls)
                .poll(fields, leading, jobTimeout: jobTimeout).map { .poll($0) }
        case "wait": wait(leading)
        case "fail": failure(leading)
        case "approve": calls.approval(fields, leading).map { .call($0) }
        case "switch": choice(leading, fields["else"], within: id)
        case "parallel": parallel(leading, within: id)
        case "for_each": iteration(leading, fields, within: id)
        case "state": context.mapping(leading.value, "`state`").map { _ in .state(leading.value) }
        default: calls.call(fields, keyRange: leading.key.range).map { .call($0) }
        }
    }

    private var calls: CallDecoder { CallDecoder(context: context, commands: commands) }

    // MARK: - Polls and waits

    private func poll(_ fields: Fields, _ entry: YAMLEntry) -> Step.Kind? {
        let start = fields["start"].flatMap(calls.call(nested:))
        let call = calls.call(nested: entry)
        let every = fields["every"].flatMap { context.duration($0.value, "`every`") }
        let timeout = fields["timeout"].flatMap { context.duration($0.value, "`timeout`") } ?? jobTimeout
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
                timeout: timeout
            )
        )
    }

    private func failure(_ entry: YAMLEntry) -> Step.Kind? {
        guard let entries = entry.value.mapping else {
            return context.text(entry.value, "`fail`").map { .fail(Failure(error: nil, cause: $0)) }
        }
        let fields = KeyTable.fail.fields(of: entries, subject: "`fail`", context)
        guard let cause = fields["cause"] else {
            if !fields.hasUnknownKeys {
                context.error("`fail` needs a `cause`", entry.key.range, code: "job.fail")
            }
            return nil
        }
        let error = fields["error"].flatMap { context.text($0.value, "`error`") }
        return context.text(cause.value, "`cause`").map { .fail(Failure(error: error, cause: $0)) }
    }

    private func wait(_ entry: YAMLEntry) -> Step.Kind? {
        if let entries = entry.value.mapping {
            let fields = KeyTable.wait.fields(of: entries, context)
            guard let until = fields["until"] else {
                guard !fields.hasUnknownKeys else { return nil }
                context.error("`wait` needs a duration or `until`", entry.key.range, code: "job.wait")
                return nil
            }
            return context.text(until.value, "`until`").map { .wait(.until($0)) }
        }
        guard let scalar = context.text(entry.value, "`wait`") else { return nil }
        if ExpressionText(scalar, context).isExpression || scalar.text.hasPrefix("{%") {
            return .wait(.seconds(scalar))
        }
        return context.duration(entry.value, "`wait`", secondsMin: 0).map { .wait(.duration($0)) }
    }
}
