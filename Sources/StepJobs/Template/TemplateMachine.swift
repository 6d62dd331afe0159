import StepAWS
import StepJSON
import StepLanguage
import StepYAML

/// Reads a state machine of a template.
struct TemplateMachine {
    let evaluator: TemplateEvaluator
    let resource: TemplateResource
    let catalog: ServiceCatalog?

    private var context: JobContext { evaluator.context }

    /// The machine as a job; nil where it has errors, which are reported.
    func job() -> Job? {
        do {
            return try checkedJob()
        } catch {
            context.report(error)
            return nil
        }
    }

    private func checkedJob() throws(TemplateFault) -> Job? {
        guard let properties = resource.properties else {
            throw TemplateFault("`\(resource.id)` has no Properties", resource.idRange, code: "template.resource")
        }
        try refuseExpress(properties)
        let name = try resource.name(evaluator)
        if let fault = JobName.fault(of: name) {
            throw TemplateFault("\(fault): `\(name)`", resource.idRange, code: "job.name")
        }
        guard let source = try definition(properties) else { return nil }
        var job = Job(name: name, nameRange: resource.idRange, source, context, catalog)
        // AWS starts a run for each slot, whatever still runs.
        job?.overlap = .allow
        return job
    }

    private func refuseExpress(_ properties: YAMLNode) throws(TemplateFault) {
        guard let node = properties["StateMachineType"] ?? properties["Type"] else { return }
        guard try evaluator.text(node, "the type of the machine").text == "EXPRESS" else { return }
        throw TemplateFault(
            "express machines are not in this version of stepd yet",
            node.range,
            hint: "a STANDARD machine runs the same states",
            code: "template.express"
        )
    }

    // MARK: - Definition

    private func definition(_ properties: YAMLNode) throws(TemplateFault) -> DefinitionDecoder.Result? {
        let substitutions = try self.substitutions(properties["DefinitionSubstitutions"])
        if let node = properties["DefinitionString"] {
            let text = try evaluator.text(node, "`DefinitionString`")
            return parsed(text, node, substitutions)
        }
        if let node = properties["Definition"] {
            guard let value = try evaluator.value(node) else {
                throw TemplateFault("`Definition` has no value", node.range)
            }
            let definition = substituted(value, substitutions)
            return DefinitionDecoder.Result(definition: definition, file: context.source.file, includedFile: nil)
        }
        if let node = properties["DefinitionUri"] {
            guard let scalar = node.scalar, TemplateCall(node) == nil else {
                throw TemplateFault(
                    "`DefinitionUri` must be a path beside the template; S3 is not read",
                    node.range,
                    code: "template.definition"
                )
            }
            return DefinitionDecoder(context: context).included(scalar, "`DefinitionUri`", substitutions)
        }
        throw TemplateFault(
            "`\(resource.id)` has no definition",
            resource.idRange,
            hint: "one of DefinitionString, Definition and DefinitionUri; DefinitionS3Location is not read",
            code: "template.definition"
        )
    }

    private func substitutions(_ node: YAMLNode?) throws(TemplateFault) -> [String: String]? {
        guard let node else { return nil }
        var values: [String: String] = [:]
        for entry in node.mapping ?? [] {
            values[entry.key.text] = try evaluator.text(entry.value, "`\(entry.key.text)`").text
        }
        return values
    }

    /// The definition in a text, each part with its place in the template.
    private func parsed(
        _ text: MappedText,
        _ node: YAMLNode,
        _ substitutions: [String: String]?
    ) -> DefinitionDecoder.Result? {
        let file = context.source.file
        let parsed = YAMLParser.parse(Array(text.text.utf8), file: file)
        let places = MappedPlaces(text: text, fallback: node.range)
        let inner = JobReport()
        inner.add(parsed.diagnostics)
        var definition: ASLNode?
        if !parsed.diagnostics.hasErrors, let root = parsed.documents.first {
            if root.mapping == nil {
                let place = JobReport.Place(file: file, range: root.range)
                inner.error("the definition must be a mapping", place, code: "template.definition")
            } else {
                let context = JobContext(source: parsed.source, report: inner)
                definition = DefinitionText(context: context, substitutions: substitutions).node(root)
            }
        }
        context.report.add(
            inner.diagnostics.map { diagnostic in
                var diagnostic = diagnostic
                diagnostic.range = places.range(of: diagnostic.range)
                return diagnostic
            }
        )
        guard let definition, !inner.hasErrors() else { return nil }
        return DefinitionDecoder.Result(definition: places.moved(definition), file: file, includedFile: nil)
    }

    /// A definition that is written out in the template, with `${name}` replaced.
    private func substituted(_ node: ASLNode, _ substitutions: [String: String]?) -> ASLNode {
        guard let substitutions else { return node }
        var node = node
        switch node.content {
        case .leaf(.string(let text)):
            var result = text
            for (name, value) in substitutions { result = result.replacing("${\(name)}", with: value) }
            if result != text {
                node.content = .leaf(.string(result))
                node.origin?.runs = []
            }
        case .leaf: break
        case .array(let items): node.content = .array(items.map { substituted($0, substitutions) })
        case .object(let members):
            node.content = .object(
                members.map { ASLMember(key: $0.key, value: substituted($0.value, substitutions)) }
            )
        }
        return node
    }
}

/// Leads from places in a text that was made to the places in the template that it was made from.
struct MappedPlaces {
    let text: MappedText
    /// Where a text is that comes from nowhere.
    let fallback: SourceRange

    func range(of range: SourceRange) -> SourceRange {
        let start = SourceMap.range(ofOffset: range.start.offset, in: text.runs)
        let end = SourceMap.range(ofOffset: max(range.end.offset - 1, range.start.offset), in: text.runs)
        guard let start, let end else { return fallback }
        return SourceRange(start: start.start, end: end.end.offset >= start.start.offset ? end.end : start.end)
    }

    /// A definition read from the text, with its places in the template.
    func moved(_ node: ASLNode) -> ASLNode {
        var node = node
        node.origin = node.origin.map { origin in
            SourceMap.Origin(
                key: origin.key.map { range(of: $0) },
                value: range(of: origin.value),
                runs: origin.runs.map { run in
                    var run = run
                    let place = SourceRange(start: run.position, end: run.position)
                    run.position = range(of: place).start
                    return run
                }
            )
        }
        switch node.content {
        case .leaf: break
        case .array(let items): node.content = .array(items.map(moved))
        case .object(let members):
            node.content = .object(members.map { ASLMember(key: $0.key, value: moved($0.value)) })
        }
        return node
    }
}
