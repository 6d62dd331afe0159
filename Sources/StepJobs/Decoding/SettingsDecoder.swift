import StepYAML

/// Reads what a job says beside its steps: locks, secrets, notifications and retention.
struct SettingsDecoder {
    let context: JobContext
    private static let itemsMax = 100

    // MARK: - Locks

    func lock(_ entry: YAMLEntry) -> JobLock {
        guard let entries = entry.value.mapping else {
            return JobLock(names: lockNames(entry.value), waitSeconds: nil)
        }
        let fields = KeyTable.lock.fields(of: entries, subject: "`lock`", context)
        if fields["names"] == nil, !fields.hasUnknownKeys {
            context.error("`lock` needs `names`", entry.key.range, code: "job.lock")
        }
        return JobLock(
            names: fields["names"].map { lockNames($0.value) } ?? [],
            waitSeconds: fields["wait"].flatMap { context.duration($0.value, "`wait`", secondsMin: 0)?.seconds }
        )
    }

    private func lockNames(_ node: YAMLNode) -> [String] {
        let items = node.sequence ?? [node]
        return items.compactMap { item in
            guard let name = context.text(item, "the name of a lock") else { return nil }
            guard name.text.utf8.count <= 64, !name.text.contains(where: \.isWhitespace) else {
                context.error(
                    "`\(name.text)` cannot be the name of a lock: at most 64 characters without white space",
                    name.range,
                    code: "job.lock"
                )
                return nil
            }
            return name.text
        }
    }

    // MARK: - Secrets

    func secrets(_ entry: YAMLEntry) -> [JobSecret] {
        guard let entries = context.mapping(entry.value, "`secrets`") else { return [] }
        return entries.compactMap { item in
            CommandDecoder(context: context).checkName(item.key, "a secret, which is an environment variable")
            guard let text = context.text(item.value, "`\(item.key.text)`"), let source = source(text) else {
                return nil
            }
            return JobSecret(name: item.key.text, source: source, range: item.key.range)
        }
    }

    /// Where a secret is kept, as `cred:pg` says it; nil for anything else, which is reported.
    private func source(_ scalar: YAMLScalar) -> JobSecret.Source? {
        if let source = JobSecret.Source(scalar.text) { return source }
        let looksLikeSource = ["cred:", "file:", "env:", "aws:"].contains { scalar.text.hasPrefix($0) }
        context.error(
            looksLikeSource
                ? "`\(scalar.text)` names no secret" : "a secret's value does not belong in a job file",
            scalar.range,
            hint: "name where it is kept: cred:NAME (a systemd credential), file:/PATH, env:NAME, "
                + "aws:secretsmanager/ID or aws:ssm/NAME",
            code: "job.secret"
        )
        return nil
    }

    // MARK: - Notifications

    func notifications(_ entry: YAMLEntry) -> JobNotifications {
        var notifications = JobNotifications()
        guard let entries = context.mapping(entry.value, "`notify`") else { return notifications }
        let fields = KeyTable.notify.fields(of: entries, subject: "`notify`", context)
        notifications.onFailure = fields["on_failure"].map(targets) ?? []
        notifications.onSuccess = fields["on_success"].map(targets) ?? []
        notifications.onMissed = fields["on_missed"].map(targets) ?? []
        if let check = fields["healthchecks"], let scalar = context.text(check.value, "`healthchecks`") {
            notifications.healthcheck = address(scalar)
        }
        return notifications
    }

    private func targets(_ entry: YAMLEntry) -> [JobNotifications.Target] {
        // One target needs no list.
        let items = entry.value.sequence ?? [entry.value]
        guard items.count <= Self.itemsMax else {
            context.error("more than \(Self.itemsMax) targets", entry.key.range, code: "job.limit")
            return []
        }
        return items.compactMap(target)
    }

    private func target(_ node: YAMLNode) -> JobNotifications.Target? {
        guard let entries = context.mapping(node, "who is told") else { return nil }
        let fields = KeyTable.target.fields(of: entries, subject: "a notification", context)
        let found = fields.leading
        guard let first = found.first, found.count == 1 else {
            if !fields.hasUnknownKeys {
                context.error(
                    found.isEmpty ? "this says nobody to tell" : "one target a list item",
                    (found.dropFirst().first?.key.range ?? node.range),
                    hint: "such as `- email: ops@example.org`",
                    code: "job.notify"
                )
            }
            return nil
        }
        guard let scalar = context.text(first.value, "`\(first.key.text)`") else { return nil }
        switch first.key.text {
        case "email":
            guard scalar.text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x2C }) else {
                context.error(
                    "`\(scalar.text)` is no address",
                    scalar.range,
                    hint: "one address a target",
                    code: "job.notify"
                )
                return nil
            }
            return .email(scalar.text)
        case "sns":
            guard scalar.text.hasPrefix("arn:") else {
                context.error("`sns` needs the ARN of a topic", scalar.range, code: "job.notify")
                return nil
            }
            return .topic(scalar.text)
        case "run": return .command(scalar.text)
        case "slack": return address(scalar).map { .slack($0) }
        case "ntfy": return address(scalar).map { .ntfy($0) }
        default: return address(scalar).map { .webhook($0) }
        }
    }

    /// A URL, or where one is kept.
    private func address(_ scalar: YAMLScalar) -> JobNotifications.Address? {
        if let source = JobSecret.Source(scalar.text) { return .secret(source) }
        guard scalar.text.hasPrefix("https://") || scalar.text.hasPrefix("http://") else {
            context.error(
                "`\(scalar.text)` is no URL",
                scalar.range,
                hint: "https://…, or cred:NAME for one that is secret",
                code: "job.notify"
            )
            return nil
        }
        return .url(scalar.text)
    }

    // MARK: - Retention

    func retention(_ entry: YAMLEntry) -> JobRetention {
        guard let entries = context.mapping(entry.value, "`retention`") else { return JobRetention() }
        let fields = KeyTable.retention.fields(of: entries, subject: "`retention`", context)
        return JobRetention(
            ageSeconds: fields["age"].flatMap { context.duration($0.value, "`age`")?.seconds },
            runsMax: fields["runs"].flatMap { context.integer($0.value, "`runs`", in: 1...1_000_000) }
        )
    }
}
