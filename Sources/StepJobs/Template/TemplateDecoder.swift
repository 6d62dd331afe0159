import StepAWS
import StepJSON
import StepYAML

/// Reads a CloudFormation or SAM template: its state machines are jobs, with the functions and schedules that belong to
/// them; whatever cannot run here is listed.
///
/// Sources: "Template anatomy", AWS CloudFormation User Guide; "AWS SAM template anatomy", AWS SAM Developer Guide.
struct TemplateDecoder {
    let context: JobContext
    let catalog: ServiceCatalog?
    let environment: TemplateEnvironment

    /// What a template holds of use here.
    struct Result {
        var jobs: [Job] = []
        var functions: [LambdaFunction] = []
        var activities: [String] = []
        var includedFiles: [String] = []
    }

    private static let sections = [
        "AWSTemplateFormatVersion", "Description", "Metadata", "Parameters", "Rules", "Mappings", "Conditions",
        "Transform",
        "Globals", "Resources", "Outputs", "Hooks",
    ]
    static let resourcesMax = 500

    /// The jobs and functions of a template; what is wrong with it is reported.
    func result(_ root: YAMLNode) -> Result {
        for entry in root.mapping ?? [] where !Self.sections.contains(entry.key.text) {
            context.error(
                "a template has no section `\(entry.key.text)`",
                entry.key.range,
                hint: CloseNamesHint.text(of: entry.key.text, among: Self.sections),
                code: "template.section"
            )
        }
        let resources = self.resources(root)
        let evaluator = TemplateEvaluator(
            context: context,
            environment: environment,
            stackName: JobName.name(ofFile: context.source.file),
            parameters: parameters(root),
            conditions: nodes(root["Conditions"]),
            mappings: nodes(root["Mappings"]),
            resources: Dictionary(resources.map { ($0.id, $0) }) { first, _ in first }
        )
        let before = context.report.diagnostics.count
        // Without its parameters every part would only repeat what is missing.
        guard !context.report.hasErrors() else { return Result() }
        for entry in root["Conditions"]?.mapping ?? [] {
            _ = reported { () throws(TemplateFault) in
                try evaluator.holds(condition: entry.key.text, entry.key.range)
            }
        }
        guard !context.report.hasErrors() else { return Result() }
        var result = Result()
        let kept = resources.filter { isWanted($0, evaluator) }
        let globals = root["Globals"]
        for resource in kept where resource.isFunction {
            let reader = TemplateFunction(evaluator: evaluator, resource: resource, globals: globals?["Function"])
            if let function = reader.function() { result.functions.append(function) }
        }
        for resource in kept where resource.isMachine {
            let reader = TemplateMachine(evaluator: evaluator, resource: resource, catalog: catalog)
            guard var job = reader.job() else { continue }
            job.schedules = TemplateSchedules(evaluator: evaluator, resources: kept).schedules(of: resource)
            result.includedFiles += job.includedFiles
            result.jobs.append(job)
        }
        for resource in kept where resource.type == "AWS::StepFunctions::Activity" {
            if let name = reported({ () throws(TemplateFault) in try resource.name(evaluator) }) {
                result.activities.append(name)
            }
        }
        let outputs = TemplateOutputs(evaluator: evaluator).outputs(root["Outputs"])
        for index in result.jobs.indices { result.jobs[index].outputs = outputs }
        tellWhatDoesNotRun(kept)
        if result.jobs.isEmpty, result.functions.isEmpty, !context.report.hasErrors(since: before) {
            context.error(
                "nothing in this template runs on this machine: it has no state machine and no function",
                root["Resources"]?.range ?? root.range,
                code: "template.empty"
            )
        }
        return result
    }

    // MARK: - Sections

    private func nodes(_ section: YAMLNode?) -> [String: YAMLNode] {
        Dictionary((section?.mapping ?? []).map { ($0.key.text, $0.value) }) { first, _ in first }
    }

    /// The values of the parameters, from the file beside the template where there is one.
    private func parameters(_ root: YAMLNode) -> [String: ASLNode] {
        let path = Self.valuesPath(of: context.source.file)
        let reader = TemplateParameters(context: context, valuesPath: path)
        var given: [YAMLEntry] = []
        var givenContext = context
        if let bytes = try? RegularFile.bytes(at: path, bytesMax: 1 << 20) {
            let parsed = YAMLParser.parse(bytes, file: path)
            context.report.add(parsed.source)
            context.report.add(parsed.diagnostics)
            givenContext = JobContext(source: parsed.source, report: context.report)
            if let document = parsed.documents.first, document.scalar.map(CoreSchema.value) != .some(.null) {
                given = givenContext.mapping(document, "a file of parameters") ?? []
            }
        }
        return reader.values(root["Parameters"]?.mapping ?? [], given: given, givenContext)
    }

    /// `stack.params.yaml` for `stack.yaml`.
    static func valuesPath(of path: String) -> String {
        guard let point = path.lastIndex(of: "."), path[point...].contains("/") == false else {
            return "\(path).params.yaml"
        }
        return "\(path[..<point]).params.yaml"
    }

    private func resources(_ root: YAMLNode) -> [TemplateResource] {
        var resources: [TemplateResource] = []
        guard let entries = root["Resources"]?.mapping, entries.count <= Self.resourcesMax else {
            let range = root["Resources"]?.range ?? root.range
            context.error(
                "`Resources` must be a mapping of at most \(Self.resourcesMax)",
                range,
                code: "template.resource"
            )
            return []
        }
        for entry in entries {
            guard let type = entry.value["Type"]?.scalar else {
                context.error("resource `\(entry.key.text)` has no Type", entry.key.range, code: "template.resource")
                continue
            }
            resources.append(
                TemplateResource(
                    id: entry.key.text,
                    idRange: entry.key.range,
                    type: type.text,
                    typeRange: type.range,
                    properties: entry.value["Properties"],
                    condition: entry.value["Condition"]?.scalar
                )
            )
        }
        return resources
    }

    private func isWanted(_ resource: TemplateResource, _ evaluator: TemplateEvaluator) -> Bool {
        guard let condition = resource.condition else { return true }
        return reported { () throws(TemplateFault) in try evaluator.holds(condition: condition.text, condition.range) }
            ?? false
    }

    private func reported<Value>(_ body: () throws(TemplateFault) -> Value) -> Value? {
        do { return try body() } catch {
            context.report(error)
            return nil
        }
    }

    // MARK: - What does not run

    private static let running: Set<String> = [
        "AWS::StepFunctions::StateMachine", "AWS::Serverless::StateMachine", "AWS::StepFunctions::Activity",
        "AWS::Lambda::Function", "AWS::Serverless::Function", "AWS::Events::Rule", "AWS::Scheduler::Schedule",
    ]

    /// One note for all of them, by type: nothing is hidden, and nothing is alarming about a role.
    private func tellWhatDoesNotRun(_ resources: [TemplateResource]) {
        let others = resources.filter { !Self.running.contains($0.type) }
        guard let first = others.first else { return }
        let list = others.map { "\($0.id) (\($0.type))" }.joined(separator: ", ")
        context.report.note(
            "not run here: \(list)",
            JobReport.Place(file: context.source.file, range: first.idRange),
            hint: "what the jobs need of these must be at AWS",
            code: "template.not-run"
        )
    }
}
