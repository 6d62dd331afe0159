/// Writes diagnostics for people: place, message, source line, caret, hint.
///
/// The first line has the form of the GNU coding standards, `file:line:column: error: message`, which editors and CI
/// systems know. Text from the file never reaches a terminal raw: control characters are replaced.
package struct DiagnosticPrinter: Sendable {
    /// Columns of a source line that are shown at most; of longer ones, the part around the place.
    package static let excerptColumnsMax = 120

    private let sources: [String: SourceText]

    /// A printer that quotes lines of `sources`; of files that are not among them it prints place and message only.
    package init(sources: [SourceText]) {
        self.sources = Dictionary(sources.map { ($0.file, $0) }) { first, _ in first }
    }

    /// A printer that quotes lines of one file.
    package init(source: SourceText) { self.init(sources: [source]) }

    /// The diagnostics, each on up to three lines, each line ended.
    package func text(of diagnostics: [Diagnostic]) -> String {
        diagnostics.map { text(of: $0) + "\n" }.joined()
    }

    /// One diagnostic on up to three lines, the last not ended.
    package func text(of diagnostic: Diagnostic) -> String {
        let start = diagnostic.range.start
        let severity = diagnostic.severity.rawValue
        var text = "\(diagnostic.file):\(start.line):\(start.column): \(severity): \(diagnostic.message)"
        text = Self.printable(text)
        let hint = diagnostic.hint.map(Self.printable)
        guard let excerpt = excerpt(of: diagnostic) else {
            return hint.map { "\(text)\n    \($0)" } ?? text
        }
        text += "\n    \(excerpt.line)\n    \(excerpt.caret)"
        if let hint { text += "  \(hint)" }
        return text
    }

    /// The line that a diagnostic's range begins on, without its indentation, and the caret below it.
    private func excerpt(of diagnostic: Diagnostic) -> (line: String, caret: String)? {
        guard let source = sources[diagnostic.file] else { return nil }
        let range = diagnostic.range
        let scalars = Array(String(decoding: source.line(range.start.line), as: UTF8.self).unicodeScalars)
        let indentation = scalars.prefix { $0 == " " || $0 == "\t" }.count
        guard indentation < scalars.count else { return nil }
        let place = min(range.start.column - 1, scalars.count)
        let end = range.end.line == range.start.line ? min(range.end.column - 1, scalars.count) : scalars.count
        var first = min(indentation, place)
        if place - first > Self.excerptColumnsMax * 3 / 4 { first = place - Self.excerptColumnsMax / 2 }
        let last = min(scalars.count, first + Self.excerptColumnsMax)
        var line = first > indentation ? "…" : ""
        let lead = line.unicodeScalars.count
        line += Self.printable(String(String.UnicodeScalarView(scalars[first..<last])))
        if last < scalars.count { line += "…" }
        let length = max(1, min(end, last) - place)
        let caret =
            String(repeating: " ", count: lead + place - first) + "^" + String(repeating: "~", count: length - 1)
        return (line, caret)
    }

    /// `text` with each control character replaced by one visible character, so that columns stay.
    private static func printable(_ text: String) -> String {
        var view = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control where scalar == "\t": view.append(" ")
            case .control, .format, .lineSeparator, .paragraphSeparator: view.append("\u{FFFD}")
            default: view.append(scalar)
            }
        }
        return String(view)
    }
}
