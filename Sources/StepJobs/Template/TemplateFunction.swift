import StepAWS
import StepYAML

/// Reads a Lambda function of a template.
struct TemplateFunction {
    let evaluator: TemplateEvaluator
    let resource: TemplateResource
    /// SAM's `Globals.Function`: what holds where the function says nothing.
    let globals: YAMLNode?

    private var context: JobContext { evaluator.context }

    /// The function; nil where it has errors, which are reported.
    func function() -> LambdaFunction? {
        do {
            return try checkedFunction()
        } catch {
            context.report(error)
            return nil
        }
    }

    private func property(_ name: String) -> YAMLNode? { resource.properties?[name] ?? globals?[name] }

    private func checkedFunction() throws(TemplateFault) -> LambdaFunction? {
        if let node = property("PackageType"), try evaluator.text(node, "`PackageType`").text == "Image" {
            throw TemplateFault(
                "`\(resource.id)` is a container image, which does not run here",
                node.range,
                hint: "a Python function or one with a `bootstrap` does",
                code: "template.function-code"
            )
        }
        let name = try resource.name(evaluator)
        guard LambdaFunction.isValid(name: name) else {
            throw TemplateFault(
                "a function cannot be called `\(name)`",
                resource.idRange,
                hint: "give it a FunctionName of at most 64 letters, digits, `-` and `_`",
                code: "template.function-name"
            )
        }
        return LambdaFunction(
            name: name,
            runtime: try text("Runtime"),
            handler: try text("Handler"),
            code: try code(),
            timeoutSeconds: try number("Timeout", LambdaFunction.timeoutsInSeconds) ?? 3,
            memoryMegabytes: try number("MemorySize", LambdaFunction.memoriesInMegabytes) ?? 128,
            environment: try variables(),
            concurrencyMax: try number("ReservedConcurrentExecutions", LambdaFunction.concurrencies)
        )
    }

    private func text(_ name: String) throws(TemplateFault) -> String {
        guard let node = property(name) else {
            throw TemplateFault("`\(resource.id)` has no \(name)", resource.idRange, code: "template.resource")
        }
        return try evaluator.text(node, "`\(name)`").text
    }

    private func number(_ name: String, _ range: ClosedRange<Int>) throws(TemplateFault) -> Int? {
        guard let node = property(name), let value = try evaluator.value(node) else { return nil }
        guard let number = value.mappedText.flatMap({ Int($0.text) }), range.contains(number) else {
            throw TemplateFault(
                "`\(name)` must be a whole number from \(range.lowerBound) to \(range.upperBound)",
                node.range,
                code: "template.value"
            )
        }
        return number
    }

    private func variables() throws(TemplateFault) -> [String: String] {
        var variables: [String: String] = [:]
        for node in [globals, resource.properties] {
            for entry in node?["Environment"]?["Variables"]?.mapping ?? [] {
                guard let value = try evaluator.value(entry.value) else { continue }
                guard let text = value.mappedText else {
                    throw TemplateFault("`\(entry.key.text)` must be a text", entry.value.range)
                }
                variables[entry.key.text] = text.text
            }
        }
        return variables
    }

    // MARK: - Code

    private func code() throws(TemplateFault) -> LambdaFunction.Code {
        if let node = property("InlineCode") { return .inline(try evaluator.text(node, "`InlineCode`").text) }
        if let node = property("CodeUri") { return try path(node) }
        guard let node = property("Code") else {
            throw TemplateFault("`\(resource.id)` has no code", resource.idRange, code: "template.function-code")
        }
        if let inline = node["ZipFile"] { return .inline(try evaluator.text(inline, "`ZipFile`").text) }
        if node.scalar != nil { return try path(node) }
        throw TemplateFault(
            "the code of `\(resource.id)` is at AWS",
            node.range,
            hint: "ZipFile, or the path of a folder beside the template, runs here",
            code: "template.function-code"
        )
    }

    private func path(_ node: YAMLNode) throws(TemplateFault) -> LambdaFunction.Code {
        guard let text = node.scalar?.text, TemplateCall(node) == nil, !text.contains("://"), !text.isEmpty else {
            throw TemplateFault(
                "code must be a path beside the template; S3 is not read",
                node.range,
                code: "template.function-code"
            )
        }
        guard let path = JobPath.absolute(text, besideFile: context.source.file) else {
            throw TemplateFault("there is no `\(text)` beside the template", node.range, code: "template.function-code")
        }
        return .path(path)
    }
}
