/// Writes diagnostics as workflow commands, which GitHub shows beside the changed lines ("Workflow commands for GitHub
/// Actions", GitHub Docs).
package enum DiagnosticGitHub {
    /// One command a diagnostic, each on a line of its own.
    package static func text(of diagnostics: [Diagnostic]) -> String {
        diagnostics.map { diagnostic in
            let range = diagnostic.range
            var properties = [
                ("file", diagnostic.file), ("line", String(range.start.line)), ("col", String(range.start.column)),
            ]
            properties.append(("endLine", String(range.end.line)))
            // Columns mean something on one line only.
            if range.end.line == range.start.line { properties.append(("endColumn", String(range.end.column))) }
            properties.append(("title", diagnostic.code))
            let list = properties.map { "\($0.0)=\(property($0.1))" }.joined(separator: ",")
            let hint = diagnostic.hint.map { " (\($0))" } ?? ""
            return "::\(command(diagnostic.severity)) \(list)::\(data(diagnostic.message + hint))\n"
        }.joined()
    }

    private static func command(_ severity: Diagnostic.Severity) -> String {
        switch severity {
        case .error: "error"
        case .warning: "warning"
        case .note: "notice"
        }
    }

    private static func data(_ text: String) -> String {
        text.replacing("%", with: "%25").replacing("\r", with: "%0D").replacing("\n", with: "%0A")
    }

    private static func property(_ text: String) -> String {
        data(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
    }
}
