import StepAWS
import StepJSON
import StepLanguage
import StepYAML

/// Reads one document of a job file.
struct JobDecoder {
    let context: JobContext
    let catalog: ServiceCatalog?
    /// Whether there are documents before it in the file, so that the file's name cannot be the job's.
    let isFurther: Bool

    /// Whether a document is a CloudFormation template, by the keys it has.
    static func isTemplate(_ root: YAMLNode) -> Bool {
        let own = ["steps", "definition", "definition_uri", "StartAt", "States"]
        return root["Resources"] != nil && !own.contains { root[$0] != nil }
    }

    /// What a document is, by the keys it has.
    private enum Kind {
        case steps(YAMLEntry)
        case definition(YAMLEntry)
        /// States Language with nothing around it.
        case bare
        case template(YAMLEntry)
    }

    /// The job of a document; nil where there are errors, which are reported.
    func job(_ root: YAMLNode) -> Job? {
        let before = context.report.diagnostics.count
        guard let entries = context.mapping(root, "a job file"), let kind = kind(entries, root) else { return nil }
        var job: Job?
        switch kind {
        case .bare:
            job = bareJob(root)
        case .template(let entry):
            context.error("a template must be the only document of its file", entry.key.range, code: "job.template")
        case .steps(let entry), .definition(let entry):
            job = envelope(entries, kindKey: entry)
        }
        return context.report.hasErrors(since: before) ? nil : job
    }

    private func kind(_ entries: [YAMLEntry], _ root: YAMLNode) -> Kind? {
        func entry(_ key: String) -> YAMLEntry? { entries.first { $0.key.text == key } }
        let envelope = entry("definition") ?? entry("definition_uri")
        if let steps = entry("steps") {
            if let envelope {
                context.error(
                    "a job has either `steps` or `\(envelope.key.text)`",
                    envelope.key.range,
                    code: "job.kind"
                )
            }
            return .steps(steps)
        }
        if let envelope { return .definition(envelope) }
        if entry("StartAt") != nil || entry("States") != nil { return .bare }
        if let resources = entry("Resources") { return .template(resources) }
        let before = context.report.diagnostics.count
        _ = KeyTable.job.fields(of: entries, context)
        guard !context.report.hasErrors(since: before) else { return nil }
        context.error(
            "this is not a job: it has none of `steps`, `definition`, `definition_uri` and `StartAt`",
            root.range,
            code: "job.kind"
        )
        return nil
    }

    // MARK: - Forms

    private func bareJob(_ root: YAMLNode) -> Job? {
        let start = SourceRange(start: root.range.start, end: root.range.start)
        if isFurther {
            context.error(
                "a further document in a file needs a name",
                start,
                hint: "put the definition under `definition:`, beside `job:`",
                code: "job.name"
            )
        }
        let definition = DefinitionText(context: context).node(root)
        let name = checkedName(JobName.name(ofFile: context.source.file), start)
        return Job(name: name, nameRange: start, source(definition), context, catalog)
    }

    private func envelope(_ entries: [YAMLEntry], kindKey: YAMLEntry) -> Job? {
        let fields = KeyTable.job.fields(of: entries, context)
        let (name, nameRange) = self.name(fields, kindKey)
        let timeout = fields["timeout"].flatMap { context.duration($0.value, "`timeout`") }
        let schedules = fields["schedule"].map { ScheduleDecoder(context: context).schedules($0) } ?? []
        let overlap = fields["overlap"].flatMap { context.word($0.value, "`overlap`", of: Job.Overlap.self) }
        let settings = SettingsDecoder(context: context)
        let description = fields["description"].flatMap { context.text($0.value, "`description`")?.text }
        var job: Job?
        if let steps = fields["steps"] {
            job = self.job(steps, fields, name: name, nameRange: nameRange, timeout: timeout, description)
        } else {
            refuse(fields)
            let decoder = DefinitionDecoder(context: context)
            guard let result = decoder.definition(fields) else { return nil }
            job = Job(name: name, nameRange: nameRange, result, context, catalog)
        }
        if let description { job?.description = description }
        let functions = fields["functions"].map { FunctionDecoder(context: context).functions($0) } ?? []
        job?.functions += functions
        job?.schedules = schedules
        job?.overlap = overlap ?? .skip
        job?.locks = fields["lock"].map(settings.lock)
        if let notify = fields["notify"].map(settings.notifications) { job?.notifications = notify }
        if let retention = fields["retention"].map(settings.retention) { job?.retention = retention }
        return job
    }

    private func job(
        _ steps: YAMLEntry,
        _ fields: Fields,
        name: String,
        nameRange: SourceRange,
        timeout: PlacedDuration?,
        _ description: String?
    ) -> Job? {
        let before = context.report.diagnostics.count
        if let stray = fields["definition_substitutions"] {
            context.error("`definition_substitutions` needs a `definition`", stray.key.range, code: "job.kind")
        }
        let (parameters, defaults) =
            fields["params"].map { ParameterDecoder(context: context).parameters($0) } ?? ([], [:])
        let secrets = fields["secrets"].map { SettingsDecoder(context: context).secrets($0) } ?? []
        var commands = CommandDecoder(context: context)
        commands.settings = commands.settings(fields)
        // A secret that is written wrong is still meant by its name.
        commands.secrets = fields["secrets"]?.value.mapping?.map(\.key.text) ?? []
        var decoder = StepDecoder(context: context, catalog: catalog, jobTimeout: timeout, commands: commands)
        let definition = StepsDefinition(
            description: description,
            timeout: timeout,
            parameters: parameters,
            parameterNodes: defaults,
            steps: decoder.steps(steps),
            onFailure: fields["on_failure"].map { decoder.steps($0) } ?? [],
            always: fields["always"].map { decoder.steps($0) } ?? [],
            result: fields["result"].flatMap { context.text($0.value, "`result`") },
            parametersRange: fields["params"]?.key.range ?? steps.key.range,
            stepsRange: steps.key.range
        )
        var lowering = Lowering(
            context: context,
            catalog: catalog,
            jobName: name,
            role: fields["role"].flatMap { context.text($0.value, "`role`") }
        )
        let machine = lowering.machine(definition)
        // A definition made in spite of errors would only repeat them in other words.
        guard !context.report.hasErrors(since: before) else { return nil }
        var job = Job(name: name, nameRange: nameRange, source(machine), context, catalog)
        job?.parameters = definition.parameters
        job?.functions = lowering.functions
        job?.secrets = secrets
        return job
    }

    /// A definition that stands in the job file itself.
    private func source(_ definition: ASLNode) -> DefinitionDecoder.Result {
        DefinitionDecoder.Result(definition: definition, file: context.source.file, includedFile: nil)
    }

    // MARK: - Fields

    private func name(_ fields: Fields, _ kindKey: YAMLEntry) -> (String, SourceRange) {
        if let entry = fields["job"], let scalar = context.text(entry.value, "`job`") {
            return (checkedName(scalar.text, scalar.range), scalar.range)
        }
        if isFurther, fields["job"] == nil {
            context.error(
                "a further document in a file needs a name",
                kindKey.key.range,
                hint: "add `job: NAME`",
                code: "job.name"
            )
        }
        return (checkedName(JobName.name(ofFile: context.source.file), kindKey.key.range), kindKey.key.range)
    }

    private func checkedName(_ name: String, _ range: SourceRange) -> String {
        if let fault = JobName.fault(of: name) {
            context.error("\(fault): `\(name)`", range, hint: "give it one with `job:`", code: "job.name")
        }
        return name
    }

    /// Reports what only belongs beside steps.
    private func refuse(_ fields: Fields) {
        let hints = [
            "timeout": "write TimeoutSeconds in the definition", "role": "write Credentials in its Tasks",
            "params": "the input is the whole input", "result": "write Output in its last state",
            "on_failure": "write a Catch in its states", "always": "write states for it",
        ]
        for key in KeyTable.job.keys where key.companions == ["steps"] {
            guard let entry = fields[key.name] else { continue }
            context.error(
                "`\(key.name)` does not go with a definition in the States Language",
                entry.key.range,
                hint: hints[key.name] ?? "write it in the Arguments of its Tasks",
                code: "job.kind"
            )
        }
    }
}
