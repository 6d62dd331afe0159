import StepJSON
import StepYAML

/// Reads a definition in the States Language: inline, or from the file that `definition_uri` names.
struct DefinitionDecoder {
    let context: JobContext

    /// A definition and the file it stands in.
    struct Result {
        var definition: ASLNode
        var file: String
        /// The path of the file that was read besides the job file.
        var includedFile: String?
    }

    /// The definition of an envelope; nil where it cannot be read, which is reported.
    func definition(_ fields: Fields) -> Result? {
        let substitutions = fields["definition_substitutions"].map(substitutions)
        switch (fields["definition"], fields["definition_uri"]) {
        case (let inline?, nil):
            guard context.mapping(inline.value, "`definition`") != nil else { return nil }
            return Result(definition: node(inline.value, context, substitutions), file: context.source.file)
        case (nil, let uri?):
            return included(uri, substitutions)
        case (.some, let uri?):
            context.error("a job has either `definition` or `definition_uri`", uri.key.range, code: "job.kind")
            return nil
        case (nil, nil):
            return nil
        }
    }

    private func node(_ node: YAMLNode, _ context: JobContext, _ substitutions: [String: String]?) -> ASLNode {
        DefinitionText(context: context, substitutions: substitutions).node(node)
    }

    private func substitutions(_ entry: YAMLEntry) -> [String: String] {
        var values: [String: String] = [:]
        for item in context.mapping(entry.value, "`definition_substitutions`") ?? [] {
            values[item.key.text] = context.text(item.value, "`\(item.key.text)`")?.text
        }
        return values
    }

    private func included(_ entry: YAMLEntry, _ substitutions: [String: String]?) -> Result? {
        guard let scalar = context.text(entry.value, "`definition_uri`") else { return nil }
        return included(scalar, "`definition_uri`", substitutions)
    }

    /// The definition in the file that `scalar` names; nil where it cannot be read, which is reported.
    func included(_ scalar: YAMLScalar, _ subject: String, _ substitutions: [String: String]?) -> Result? {
        guard !scalar.text.hasPrefix("/"), !scalar.text.contains("://") else {
            context.error(
                "\(subject) must be a path relative to the job file",
                scalar.range,
                code: "job.definition-uri"
            )
            return nil
        }
        let job = context.source.file
        let folder = job.lastIndex(of: "/").map { job[...$0] } ?? ""
        let path = "\(folder)\(scalar.text.hasPrefix("./") ? String(scalar.text.dropFirst(2)) : scalar.text)"
        let bytes: [UInt8]
        do {
            bytes = try RegularFile.bytes(at: path, bytesMax: YAMLLimits().bytesMax)
        } catch {
            context.error("`\(path)` cannot be read: \(error.message)", scalar.range, code: "job.definition-uri")
            return nil
        }
        let parsed = YAMLParser.parse(bytes, file: path)
        context.report.add(parsed.source)
        context.report.add(parsed.diagnostics)
        guard let root = parsed.documents.first, !parsed.diagnostics.hasErrors else {
            if !parsed.diagnostics.hasErrors {
                context.error("`\(path)` is empty", scalar.range, code: "job.definition-uri")
            }
            return nil
        }
        let inner = JobContext(source: parsed.source, report: context.report)
        guard inner.mapping(root, "the definition") != nil else { return nil }
        return Result(definition: node(root, inner, substitutions), file: path, includedFile: path)
    }
}
