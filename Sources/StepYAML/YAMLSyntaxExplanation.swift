/// Puts libyaml's error into the words of someone who writes a job file.
///
/// libyaml names what its grammar misses (`did not find expected key`); authors need to hear what they did: an
/// expression without quotes, a tab, a line that is indented differently.
struct YAMLSyntaxExplanation {
    private let fault: YAMLSyntaxFault
    private let text: RepairedText
    private let source: SourceText
    /// Byte offsets of the problem and of what was being read.
    private let place: Int
    private let contextPlace: Int

    init(of fault: YAMLSyntaxFault, in text: RepairedText) {
        self.fault = fault
        self.text = text
        source = text.current
        place = source.offset(ofScalar: fault.place)
        contextPlace = source.offset(ofScalar: fault.contextPlace)
    }

    /// The one diagnostic of this error, and how to read on.
    var finding: YAMLSyntaxFinding {
        unquotedExpression() ?? tab() ?? indentation() ?? character() ?? known() ?? asReported()
    }

    // MARK: - Causes

    /// An expression that was not quoted: `{%` opens a flow mapping, and `${{` breaks flow collections.
    private func unquotedExpression() -> YAMLSyntaxFinding? {
        let lines = [source.position(atOffset: place).line, source.position(atOffset: contextPlace).line]
        for line in lines {
            guard let found = UnquotedExpression.find(in: source.line(line)), found.lowerBound <= place else {
                continue
            }
            let text = String(decoding: source.bytes[found], as: UTF8.self)
            let quote = text.contains("\"") ? "'" : "\""
            let quoted =
                quote == "'"
                ? text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") : text
            let isWhole = text.hasPrefix("{%")
            return make(
                isWhole
                    ? "an expression must be quoted: `{` begins a YAML mapping" : "a value with `${{` must be quoted",
                found,
                hint: isWhole ? "quote it: \(quote)\(quoted)\(quote)" : "quote it, the whole value: \"… ${{ … }} …\"",
                code: "yaml.unquoted-expression",
                repair: .quote(found)
            )
        }
        return nil
    }

    /// A tab where YAML wants spaces.
    private func tab() -> YAMLSyntaxFinding? {
        let number = source.position(atOffset: place).line
        let line = source.line(number)
        let indentation = line.prefix { $0 == 0x20 || $0 == 0x09 }
        guard let tab = indentation.firstIndex(of: 0x09), tab <= place else { return nil }
        return make(
            "a tab in the indentation; YAML allows only spaces there",
            tab..<indentation.endIndex,
            hint: "replace it by spaces",
            code: "yaml.tab",
            repair: .indent(line: number, spaces: spaces(aboveLine: number) ?? indentation.count)
        )
    }

    /// A line that fits none of the open mappings and lists.
    private func indentation() -> YAMLSyntaxFinding? {
        let isStray = ["did not find expected key", "did not find expected '-' indicator"].contains {
            fault.problem.contains($0)
        }
        let isDeeper = fault.problem.contains("mapping values are not allowed")
        guard isStray || isDeeper else { return nil }
        let line = source.position(atOffset: place).line
        guard let column = IndentedLine(source.line(line)).columns.first else { return nil }
        // Deeper lines count only where the key on this line is what did not fit.
        guard isStray || source.line(line).dropFirst(column.offset).prefix(while: { $0 != 0x3A }).endIndex == place
        else {
            return nil
        }
        guard let sibling = sibling(of: column, above: line) else { return isStray ? misplaced() : nil }
        // Columns as they are in the file, which earlier repairs may have changed for both lines alike.
        let shift = text.shift(ofLine: line)
        let wanted = sibling.column - shift
        return make(
            "bad indentation: column \(column.offset + 1 - shift), where line \(sibling.line) has column \(wanted)",
            wordRange(from: source.line(line).startIndex + column.offset),
            hint: "indent it by \(wanted - 1) spaces, as line \(sibling.line)",
            code: "yaml.indentation",
            repair: .indent(line: line, spaces: sibling.column - 1)
        )
    }

    /// The nearest line above whose key or `-` stands a little further left or right: this one was to line up with it.
    private func sibling(of column: IndentedLine.Column, above line: Int) -> (line: Int, column: Int)? {
        for other in stride(from: line - 1, through: max(1, line - 100), by: -1)
        where text.shift(ofLine: other) == text.shift(ofLine: line) {
            let columns = IndentedLine(source.line(other)).columns
            if columns.contains(column) { return nil }
            let near = columns.first { $0.isItem == column.isItem && abs($0.offset - column.offset) <= 3 }
            if let near { return (other, near.offset + 1) }
        }
        return nil
    }

    /// The indentation that the lines above suggest for a line.
    private func spaces(aboveLine line: Int) -> Int? {
        for other in stride(from: line - 1, through: max(1, line - 100), by: -1) {
            guard let column = IndentedLine(source.line(other)).columns.last else { continue }
            return column.offset + (source.line(other).last == UInt8(ascii: ":") ? 2 : 0)
        }
        return nil
    }

    /// A line at a known column that is not of the kind that stands there.
    private func misplaced() -> YAMLSyntaxFinding {
        let isItem = fault.problem.contains("'-' indicator")
        let opened = source.position(atOffset: contextPlace).line
        return make(
            isItem ? "expected `- item` here, as on line \(opened)" : "expected `key: value` here",
            wordRange(from: place),
            hint: "check the indentation; a mapping and a list cannot be mixed at one column",
            code: "yaml.indentation",
            repair: .blank(line: source.position(atOffset: place).line)
        )
    }

    /// A character that YAML reserves at the start of a value.
    private func character() -> YAMLSyntaxFinding? {
        guard
            fault.problem.contains("cannot start any token") || fault.problem.contains("expected alphabetic or numeric")
        else { return nil }
        let isAlias = fault.problem.contains("alphabetic")
        let start = isAlias ? contextPlace : place
        let word = wordRange(from: start)
        let value = source.bytes[word].prefix { !Self.flowIndicators.contains($0) }
        let character = source.bytes.indices.contains(start) ? String(UnicodeScalar(source.bytes[start])) : ""
        return make(
            "a value cannot begin with `\(character)`",
            word,
            hint: "quote the value",
            code: "yaml.syntax",
            repair: .quote(value.indices)
        )
    }

    /// What ends a plain scalar within brackets (YAML 1.2.2 §7.3.3).
    private static let flowIndicators = Array(",[]{}".utf8)

    /// The other errors that are common enough for own words.
    private func known() -> YAMLSyntaxFinding? {
        let explanations: [(problem: String, atContext: Bool, message: String, hint: String?)] = [
            (
                "mapping values are not allowed in this context", false, "a `:` is not expected here",
                "check the indentation of this line; a text with `: ` in it must be quoted"
            ),
            (
                "could not find expected ':'", true, "this line is neither `key: value` nor part of the value before",
                "check the indentation, or the quotes above"
            ),
            ("found unexpected end of stream", true, "the quotes opened here are never closed", nil),
            ("found unexpected document indicator", true, "the quotes opened here are not closed before `---`", nil),
            ("did not find expected ',' or ']'", false, "expected `,` or `]`", "quote texts with special characters"),
            ("did not find expected ',' or '}'", false, "expected `,` or `}`", "quote texts with special characters"),
            ("did not find expected node content", false, "expected a value here", nil),
            (
                "did not find expected <document start>", false, "more text after the end of the document",
                "check the indentation, or put `---` between two documents"
            ),
            ("found incompatible YAML document", false, "only YAML 1.1 and 1.2 can be read", nil),
            (
                "block sequence entries are not allowed", false, "a list item (`- `) is not expected here",
                "put it on its own line"
            ),
            ("found undefined tag handle", false, "unknown tag", "remove it, or quote the text"),
        ]
        guard let known = explanations.first(where: { fault.problem.contains($0.problem) }) else { return nil }
        var hint = known.hint
        let line = source.position(atOffset: known.atContext ? contextPlace : place).line
        var repair: YAMLRepair? = .blank(line: line)
        if fault.problem.contains("',' or"), fault.context != nil {
            hint =
                "the bracket was opened on line \(source.position(atOffset: contextPlace).line); texts with special "
                + "characters must be quoted"
            repair = .blank(line: source.position(atOffset: contextPlace).line)
        }
        if known.message == "expected a value here", hasComment(before: place) {
            hint = "what follows ` #` on the line before is a comment; quote a text with it"
        }
        if known.atContext, hint != nil, let key = keyWithoutSpace(at: contextPlace) {
            hint = "a space is missing after `\(key):`"
        }
        // Which line is wrong is not known: that before may be indented too far, or this one too little.
        if fault.problem.contains("<document start>") { repair = nil }
        return make(
            known.message,
            wordRange(from: known.atContext ? contextPlace : place),
            hint: hint,
            code: "yaml.syntax",
            repair: repair
        )
    }

    /// Whether the line before the one at `offset` has a comment behind something.
    private func hasComment(before offset: Int) -> Bool {
        let line = source.position(atOffset: offset).line
        guard line > 1 else { return false }
        let bytes = Array(source.line(line - 1).drop { $0 == UInt8(ascii: " ") })
        return zip(bytes, bytes.dropFirst()).contains { $0 == UInt8(ascii: " ") && $1 == UInt8(ascii: "#") }
    }

    /// The key of `run:true`, which YAML reads as one word.
    private func keyWithoutSpace(at offset: Int) -> String? {
        let word = source.bytes[wordRange(from: offset)]
        guard let colon = word.firstIndex(of: UInt8(ascii: ":")), colon > word.startIndex, colon + 1 < word.endIndex,
            word[..<colon].allSatisfy({ byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_")
            })
        else { return nil }
        return String(decoding: word[..<colon], as: UTF8.self)
    }

    private func asReported() -> YAMLSyntaxFinding {
        let context = fault.context.map { " \($0)" } ?? ""
        return make(
            "YAML: \(fault.problem)\(context)",
            wordRange(from: place),
            hint: nil,
            code: "yaml.syntax",
            repair: .blank(line: source.position(atOffset: place).line)
        )
    }

    // MARK: - Making

    /// The finding at `offsets`; no `repair` where reading on would only guess.
    private func make(
        _ message: String,
        _ offsets: Range<Int>,
        hint: String?,
        code: String,
        repair: YAMLRepair?
    ) -> YAMLSyntaxFinding {
        let range = text.range(ofOffsets: offsets)
        let diagnostic = Diagnostic(.error, message, file: source.file, range: range, hint: hint, code: code)
        return YAMLSyntaxFinding(diagnostic: diagnostic, repair: repair)
    }

    /// From `offset` to the end of the word there.
    private func wordRange(from offset: Int) -> Range<Int> {
        let end = source.bytes[min(offset, source.bytes.count)...].firstIndex { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
        return offset..<max(offset, end ?? source.bytes.count)
    }
}
