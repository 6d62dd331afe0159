import StepJSON
import StepLanguage
import StepYAML

/// Compiles a definition and reports what the language says about it at the place in the job file it came from.
struct DefinitionCheck {
    let report: JobReport
    /// What knows the calls of tasks; nil where they are not checked.
    let calls: (any TaskCallChecker)?
    /// AWS's limit for a definition.
    static let bytesMax = 1 << 20

    /// The machine of a definition; nil where it has errors, which are reported.
    func machine(_ definition: JSONValue, _ map: SourceMap) -> StateMachine? {
        let place = JobReport.Place(file: map.file, range: map.range(at: "/"))
        guard JSONWriter.bytes(of: definition).count <= Self.bytesMax else {
            report.error("the definition has more than \(Self.bytesMax) bytes", place, code: "job.limit")
            return nil
        }
        let (machine, diagnostics) = StateMachine.diagnose(definition, calls: calls)
        for diagnostic in diagnostics { add(diagnostic, map) }
        if machine == nil, !diagnostics.contains(where: { $0.severity == .error }) {
            report.error("the definition is refused", place, code: "asl.refused")
        }
        return machine
    }

    /// The field that a message speaks of, as in "field 'Parameters' is not supported": AWS locates the state only.
    private static func fieldName(in message: String) -> String? {
        guard let start = message.range(ofFirst: "ield '")?.upperBound else { return nil }
        return String(message[start...].prefix { $0 != "'" })
    }

    private func add(_ diagnostic: DefinitionDiagnostic, _ map: SourceMap) {
        let range = map.range(
            at: diagnostic.place,
            expressionOffset: diagnostic.expressionOffset,
            field: diagnostic.key ?? Self.fieldName(in: diagnostic.message)
        )
        let place = JobReport.Place(file: map.file, range: range)
        let code = "asl.\(diagnostic.code.lowercased().split(separator: "_").joined(separator: "-"))"
        let isInFile = diagnostic.expressionOffset != nil || diagnostic.location == "/"
        let hint = diagnostic.detail ?? (isInFile ? nil : "at \(diagnostic.location)")
        switch diagnostic.severity {
        case .error: report.error(diagnostic.message, place, hint: hint, code: code)
        case .warning: report.warning(diagnostic.message, place, hint: hint, code: code)
        }
    }
}

extension String {
    /// Where a text begins and ends in this one, the first time.
    fileprivate func range(ofFirst text: String) -> Range<Index>? {
        indices.first { self[$0...].hasPrefix(text) }.map { $0..<index($0, offsetBy: text.count) }
    }
}
