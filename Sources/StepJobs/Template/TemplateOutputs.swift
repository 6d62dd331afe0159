import StepYAML

/// Reads the outputs of a template.
struct TemplateOutputs {
    let evaluator: TemplateEvaluator

    /// The outputs; one that only AWS could know says so instead of a value.
    func outputs(_ section: YAMLNode?) -> [JobOutput] {
        (section?.mapping ?? []).compactMap { entry in
            if let condition = entry.value["Condition"]?.scalar,
                (try? evaluator.holds(condition: condition.text, condition.range)) == false
            {
                return nil
            }
            guard let node = entry.value["Value"] else { return nil }
            let value = (try? evaluator.value(node))?.flatMap { $0.mappedText?.text }
            let description = entry.value["Description"].flatMap { try? evaluator.text($0, "a description").text }
            return JobOutput(
                name: entry.key.text,
                value: value ?? "(known at AWS only)",
                description: description.map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
            )
        }
    }
}
