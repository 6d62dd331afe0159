package import StepJSON

/// A path that names exactly one node by members and indexes, as `ResultPath` wants it (states-language.net,
/// "Reference Paths").
package struct ReferencePath: Sendable {
    /// The path as it was written.
    package let text: String
    private let steps: [Step]

    private enum Step: Sendable {
        case member(String)
        case element(Int)
    }

    /// Compiles `text`, which must begin in the input: not with `$$` and not with a variable.
    package init(_ text: String) throws(JSONPathError) {
        let path = try JSONPath(text, field: nil, isReference: true)
        guard path.root == .input else {
            throw JSONPathError(message: "the path must begin with '$.' or '$['", offset: 0)
        }
        self.text = text
        steps = path.query.segments.compactMap { segment in
            switch segment {
            case .member(let name): .member(name)
            case .element(let index): .element(index)
            default: nil
            }
        }
    }

    /// `document` with `value` at the path. Members that are missing on the way are made, elements are not.
    ///
    /// - Throws: `States.ResultPathMatchFailure` when the document has something else there.
    package func set(_ value: JSONValue, in document: JSONValue) throws(EvaluationError) -> JSONValue {
        var document = document
        try Self.set(value, in: &document, steps[...])
        return document
    }

    private static func set(
        _ value: JSONValue,
        in node: inout JSONValue,
        _ steps: ArraySlice<Step>
    ) throws(EvaluationError) {
        guard let step = steps.first else {
            node = value
            return
        }
        switch (step, node) {
        case (.member(let name), .object(var object)):
            // The object is taken out of its place meanwhile, so that it is changed and not copied.
            node = .null
            var child = object[name] ?? .object(JSONObject())
            object[name] = .null
            try set(value, in: &child, steps.dropFirst())
            object[name] = child
            node = .object(object)
        case (.element(let index), .array(var values)) where values.indices.contains(index):
            node = .null
            try set(value, in: &values[index], steps.dropFirst())
            node = .array(values)
        case (.member(let name), _): throw mismatch(name, node)
        case (.element(let index), _): throw mismatch(String(index), node)
        }
    }

    private static func mismatch(_ step: String, _ node: JSONValue) -> EvaluationError {
        EvaluationError(
            error: ErrorName.resultPathMatchFailure,
            cause: "Unable to apply step \"\(step)\" to input \(JSONWriter.text(of: node))"
        )
    }
}
