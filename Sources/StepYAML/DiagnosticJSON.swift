package import StepJSON

/// Writes diagnostics for programs of one's own.
package enum DiagnosticJSON {
    /// A JSON array of objects: `severity file line column endLine endColumn message code` and, where there is one,
    /// `hint`. Lines and columns count from 1, columns in Unicode scalars.
    package static func json(of diagnostics: [Diagnostic]) -> JSONValue {
        .array(
            diagnostics.map { diagnostic in
                var object: JSONObject = [
                    "severity": .string(diagnostic.severity.rawValue),
                    "file": .string(diagnostic.file),
                    "line": .number(JSONNumber(diagnostic.range.start.line)),
                    "column": .number(JSONNumber(diagnostic.range.start.column)),
                    "endLine": .number(JSONNumber(diagnostic.range.end.line)),
                    "endColumn": .number(JSONNumber(diagnostic.range.end.column)),
                    "message": .string(diagnostic.message),
                    "code": .string(diagnostic.code),
                ]
                if let hint = diagnostic.hint { object["hint"] = .string(hint) }
                return .object(object)
            }
        )
    }
}
