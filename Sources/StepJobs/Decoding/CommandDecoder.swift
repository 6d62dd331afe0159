import StepYAML

/// Reads commands: `run` and what belongs to it, and what a job says about all its commands.
struct CommandDecoder {
    let context: JobContext
    /// What the job says, which holds where a step says nothing.
    var settings = CommandSettings()
    /// The names of the job's secrets.
    var secrets: [String] = []

    private static let wordsMax = 1_000

    init(context: JobContext) { self.context = context }

    /// The command under `run`; nil where it cannot be read, which is reported.
    func command(_ entry: YAMLEntry, _ fields: Fields) -> Command? {
        guard let line = line(entry) else { return nil }
        if case .words = line, let shell = fields["shell"] {
            context.error(
                "a list of words runs without a shell",
                shell.key.range,
                hint: "write `run` as a text, or leave `shell` out",
                code: "job.run"
            )
        }
        return Command(
            line: line,
            shell: fields["shell"].flatMap(shell),
            output: fields["output"].flatMap { entry in
                context.placed(entry) { context.word($0, $1, of: Command.Output.self) }
            },
            secrets: fields["secrets"].map(chosen)
                ?? secrets.map { Placed(value: $0, range: entry.key.range) },
            settings: settings(fields).within(settings),
            range: entry.value.range
        )
    }

    private func line(_ entry: YAMLEntry) -> Command.Line? {
        if let words = entry.value.sequence {
            guard !words.isEmpty, words.count <= Self.wordsMax else {
                context.error(
                    words.isEmpty ? "`run` is empty" : "`run` has more than \(Self.wordsMax) words",
                    entry.key.range,
                    code: "job.run"
                )
                return nil
            }
            guard words.allSatisfy({ context.text($0, "a word of `run`") != nil }) else { return nil }
            return .words(words)
        }
        guard let script = context.text(entry.value, "`run`") else { return nil }
        guard refuseExpressions(in: script) else { return nil }
        return .script(script)
    }

    /// What an expression puts into a script the shell would run, whatever it is; the environment is safe.
    private func refuseExpressions(in script: YAMLScalar) -> Bool {
        let bytes = Array(script.text.utf8)
        let marks: [[UInt8]] = [Array("${{".utf8), Array("{%".utf8)]
        guard let place = bytes.indices.first(where: { place in marks.contains { bytes[place...].starts(with: $0) } })
        else { return true }
        context.error(
            "an expression cannot stand in a script: the shell would run what it gives",
            in: script,
            offset: place,
            length: bytes[place] == UInt8(ascii: "$") ? 3 : 2,
            hint: "pass it by `env: { NAME: \"{% … %}\" }` and write \"$NAME\", or make `run` a list of words",
            code: "job.run-expression"
        )
        return false
    }

    private func shell(_ entry: YAMLEntry) -> Placed<[String]>? {
        let words: [String]
        if let items = entry.value.sequence {
            words = items.compactMap { context.text($0, "a word of `shell`")?.text }
        } else {
            guard let text = context.text(entry.value, "`shell`") else { return nil }
            words = text.text.split(separator: " ").map(String.init)
        }
        guard !words.isEmpty else {
            context.error("`shell` is empty", entry.key.range, code: "job.run")
            return nil
        }
        // A bare name is the program; its way to take a script is -c.
        return Placed(value: words.count == 1 ? words + ["-c"] : words, range: entry.value.range)
    }

    private func chosen(_ entry: YAMLEntry) -> [Placed<String>] {
        (context.list(entry.value, "`secrets` of a step") ?? []).compactMap { item in
            guard let name = context.text(item, "a name in `secrets`") else { return nil }
            if !secrets.contains(name.text) {
                context.error(
                    "the job has no secret `\(name.text)`",
                    name.range,
                    hint: CloseNamesHint.text(of: name.text, among: secrets)
                        ?? "name it in the job's `secrets`, such as `\(name.text): cred:\(name.text.lowercased())`",
                    code: "job.secret"
                )
            }
            return Placed(value: name.text, range: name.range)
        }
    }

    // MARK: - Settings

    /// What `fields` say of how commands run.
    func settings(_ fields: Fields) -> CommandSettings {
        CommandSettings(
            environment: fields["env"].map(environment) ?? [],
            user: fields["user"].flatMap { account($0) },
            group: fields["group"].flatMap { account($0) },
            folder: fields["cwd"].flatMap(folder),
            nice: fields["nice"].flatMap { integer($0, in: -20...19) },
            memoryBytesMax: fields["memory_max"].flatMap { context.placed($0, context.size) },
            cpuQuota: fields["cpu_quota"].flatMap(percentage),
            ioWeight: fields["io_weight"].flatMap { integer($0, in: 1...10_000) },
            sandbox: fields["sandbox"].map(sandbox) ?? []
        )
    }

    private func environment(_ entry: YAMLEntry) -> [YAMLEntry] {
        (context.mapping(entry.value, "`env`") ?? []).filter { item in
            checkName(item.key, "an environment variable")
            return context.text(item.value, "`\(item.key.text)`") != nil
        }
    }

    /// Reports what cannot be the name of an environment variable.
    func checkName(_ key: YAMLScalar, _ role: String) {
        guard !StepDecoder.isIdentifier(key.text) else { return }
        context.error("`\(key.text)` cannot be the name of \(role)", key.range, code: "job.name")
    }

    private func account(_ entry: YAMLEntry) -> YAMLScalar? {
        guard let scalar = context.text(entry.value, "`\(entry.key.text)`") else { return nil }
        let isName = scalar.text.utf8.allSatisfy { byte in
            StepDecoder.isIdentifier("_\(UnicodeScalar(byte))")
                || [UInt8(ascii: "-"), UInt8(ascii: ".")].contains(byte)
        }
        guard isName, scalar.text.utf8.count <= 32, scalar.text.utf8.first != UInt8(ascii: "-") else {
            context.error("`\(scalar.text)` is no name of a \(entry.key.text)", scalar.range, code: "job.value")
            return nil
        }
        return scalar
    }

    private func folder(_ entry: YAMLEntry) -> YAMLScalar? {
        guard let scalar = context.text(entry.value, "`cwd`") else { return nil }
        guard scalar.text.hasPrefix("/") || scalar.text.hasPrefix("{%") else {
            context.error(
                "`cwd` must be a path from the root",
                scalar.range,
                hint: "such as /var/backups",
                code: "job.value"
            )
            return nil
        }
        return scalar
    }

    private func percentage(_ entry: YAMLEntry) -> YAMLScalar? {
        guard let scalar = context.text(entry.value, "`cpu_quota`") else { return nil }
        guard scalar.text.hasSuffix("%"), let share = Int(scalar.text.dropLast()), share > 0, share <= 1_000_000 else {
            context.error("`cpu_quota` must be a percentage, such as 50%", scalar.range, code: "job.value")
            return nil
        }
        return scalar
    }

    private func sandbox(_ entry: YAMLEntry) -> [PlacedSandboxSetting] {
        (context.mapping(entry.value, "`sandbox`") ?? []).compactMap { item in
            guard let setting = SandboxSetting.named(item.key.text) else {
                let names = SandboxSetting.all.map(\.name)
                context.error(
                    "`sandbox` has no setting `\(item.key.text)`",
                    item.key.range,
                    hint: CloseNamesHint.text(of: item.key.text, among: names)
                        ?? "the settings, as systemd.exec(5) describes them: \(names.joined(separator: ", "))",
                    code: "job.sandbox"
                )
                return nil
            }
            let json = setting.json(item.value)
            guard let json, setting.value(json) != nil else {
                context.error(
                    "`\(setting.name)` must be \(setting.shown)",
                    item.value.range,
                    code: "job.sandbox"
                )
                return nil
            }
            return PlacedSandboxSetting(setting: setting, value: json, range: item.value.range)
        }
    }

    private func integer(_ entry: YAMLEntry, in range: ClosedRange<Int>) -> Placed<Int>? {
        context.placed(entry) { context.integer($0, $1, in: range) }
    }
}
