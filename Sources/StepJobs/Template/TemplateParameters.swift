import StepJSON
import StepLanguage
import StepYAML

/// The values of a template's parameters: those of `NAME.params.yaml`, else their defaults, checked as CloudFormation
/// checks them.
struct TemplateParameters {
    let context: JobContext
    /// Where values are given: the path beside the template.
    let valuesPath: String

    /// The values by name; what is missing or not allowed is reported.
    func values(_ declared: [YAMLEntry], given: [YAMLEntry], _ givenContext: JobContext) -> [String: ASLNode] {
        var values: [String: ASLNode] = [:]
        for entry in given where !declared.contains(where: { $0.key.text == entry.key.text }) {
            givenContext.error(
                "the template has no parameter `\(entry.key.text)`",
                entry.key.range,
                hint: CloseNamesHint.text(of: entry.key.text, among: declared.map(\.key.text)),
                code: "template.parameter"
            )
        }
        for entry in declared {
            let name = entry.key.text
            guard let type = entry.value["Type"]?.scalar?.text else {
                context.error("parameter `\(name)` has no Type", entry.key.range, code: "template.parameter")
                continue
            }
            if let own = given.first(where: { $0.key.text == name }) {
                values[name] = value(own.value, type, entry, givenContext)
            } else if let fallback = entry.value["Default"] {
                values[name] = value(fallback, type, entry, context)
            } else {
                context.error(
                    "parameter `\(name)` has no value",
                    entry.key.range,
                    hint: "write `\(name): …` into \(valuesPath)",
                    code: "template.parameter"
                )
            }
        }
        return values
    }

    private func value(_ node: YAMLNode, _ type: String, _ entry: YAMLEntry, _ place: JobContext) -> ASLNode? {
        guard !type.hasPrefix("AWS::SSM::Parameter::Value") else {
            context.error(
                "parameters of the type `\(type)` are not read from AWS here",
                entry.key.range,
                hint: "make it a String, and give its value in \(valuesPath)",
                code: "template.parameter"
            )
            return nil
        }
        let pattern = pattern(entry)
        let isList = type == "CommaDelimitedList" || type.hasPrefix("List<")
        var texts: [String] = []
        for item in node.sequence ?? [node] {
            guard let scalar = item.scalar else {
                place.error("`\(entry.key.text)` must be a text", item.range, code: "template.parameter")
                return nil
            }
            texts += isList && node.sequence == nil ? Self.parts(of: scalar.text) : [scalar.text]
        }
        guard isList || texts.count == 1 else {
            place.error("`\(entry.key.text)` must be one value", node.range, code: "template.parameter")
            return nil
        }
        for text in texts {
            guard let fault = Self.fault(of: text, isNumber: type.contains("Number"), pattern, entry.value)
            else { continue }
            let own = entry.value["ConstraintDescription"]?.scalar?.text
            place.error("`\(entry.key.text)`: \(own ?? fault)", node.range, code: "template.parameter")
            return nil
        }
        guard isList else {
            // Only a value of the template's own file has a place in it.
            return .string(texts[0], place.source.file == context.source.file ? node.range : nil)
        }
        return .array(texts.map { .string($0) })
    }

    /// The pattern of a parameter's values, if it has one; one that only Java can match is noted.
    private func pattern(_ entry: YAMLEntry) -> WholeTextPattern? {
        guard let scalar = entry.value["AllowedPattern"]?.scalar else { return nil }
        do throws(JSONPathError) {
            return try WholeTextPattern(scalar.text)
        } catch {
            context.warning(
                "`AllowedPattern` of `\(entry.key.text)` is not checked: \(error.message)",
                scalar.range,
                code: "template.parameter"
            )
            return nil
        }
    }

    private static func parts(of text: String) -> [String] {
        text.split(separator: ",", omittingEmptySubsequences: false)
            .map { String($0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()) }
    }

    /// What is wrong with a value; nil if nothing is.
    private static func fault(
        of text: String,
        isNumber: Bool,
        _ pattern: WholeTextPattern?,
        _ rules: YAMLNode
    ) -> String? {
        func number(_ key: String) -> Double? { rules[key]?.scalar.flatMap { Double($0.text) } }
        if let allowed = rules["AllowedValues"]?.sequence?.compactMap(\.scalar?.text), !allowed.contains(text) {
            return "`\(text)` is none of \(allowed.joined(separator: ", "))"
        }
        if isNumber {
            guard let value = Double(text) else { return "`\(text)` is no number" }
            if let low = number("MinValue"), value < low { return "\(text) is less than \(low)" }
            if let high = number("MaxValue"), value > high { return "\(text) is more than \(high)" }
        }
        let length = Double(text.count)
        if let low = number("MinLength"), length < low { return "it has fewer than \(Int(low)) characters" }
        if let high = number("MaxLength"), length > high { return "it has more than \(Int(high)) characters" }
        if let pattern, !pattern.matches(.string(text)) {
            return "`\(text)` does not match `\(rules["AllowedPattern"]?.scalar?.text ?? "")`"
        }
        return nil
    }
}
