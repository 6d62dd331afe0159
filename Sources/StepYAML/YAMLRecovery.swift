/// Reads a text with syntax errors to its end: notes each error, repairs the text in memory and lets it be read again.
///
/// libyaml stops at the first error. A job file is written by people, who want to see all of them at once.
struct YAMLRecovery {
    /// Repairs of one text at most, and so readings of it, less one.
    static let repairsMax = 16
    /// Bytes that are read again at most, over all repairs: of a long file, fewer errors are shown.
    static let bytesMax = 4 << 20

    private(set) var text: RepairedText
    /// The syntax errors so far, each with its shadow.
    private(set) var diagnostics: [Diagnostic] = []
    private var repairs = 0
    /// The last error, where what was repaired only seemed to be its cause.
    private var doubtful: (problem: String, offset: Int)?

    init(_ source: SourceText) { text = RepairedText(source) }

    /// Notes why the text could not be read and repairs it.
    ///
    /// - Returns: whether the text differs now and is to be read again.
    mutating func recover(from fault: YAMLSyntaxFault) -> Bool {
        let finding = YAMLSyntaxExplanation(of: fault, in: text).finding
        let line = finding.diagnostic.range.start.line
        withdrawDoubtful(fault)
        let isFollowUp = self.isFollowUp(finding, line)
        var shadow = DiagnosticShadow()
        var isRepaired = false
        if let repair = isFollowUp ? .blank(line: line) : finding.repair, mayRepair {
            let changed = text.apply(repair)
            isRepaired = !changed.isEmpty
            shadow = DiagnosticShadow(of: repair, lines: changed, in: text)
            repairs += 1
            if case .quote = repair { doubtful = (fault.problem, offset(of: fault)) }
        }
        if isFollowUp, let last = diagnostics.indices.last {
            diagnostics[last].shadow?.formUnion(shadow)
        } else {
            var diagnostic = finding.diagnostic
            diagnostic.shadow = shadow
            diagnostics.append(diagnostic)
        }
        return isRepaired
    }

    /// What can be said of the documents, errors first; nothing that is only due to a repair.
    func result(_ documents: [YAMLNode], _ others: [Diagnostic]) -> YAMLParser.Result {
        // A repair may leave nothing of a document but a word.
        let documents = text.isOriginal ? documents : documents.filter { $0.scalar == nil }
        let errors = diagnostics.map { diagnostic in
            var diagnostic = diagnostic
            diagnostic.shadow?.addSurroundings(in: documents, of: text.original)
            return diagnostic
        }
        return YAMLParser.Result(
            documents: documents,
            diagnostics: (errors + others).ordered(),
            source: text.original
        )
    }

    private var mayRepair: Bool {
        repairs < Self.repairsMax && (repairs + 1) * text.original.bytes.count <= Self.bytesMax
    }

    /// Whether the fault is due to a repair, of its line or of the one before, and no second mistake.
    private func isFollowUp(_ finding: YAMLSyntaxFinding, _ line: Int) -> Bool {
        guard !diagnostics.isEmpty else { return false }
        switch finding.repair {
        case .quote: return false
        case .indent: return text.isIndented(line: line)
        case .blank, nil: return text.isEdited(line: line) || text.continuesQuoted(line: line)
        }
    }

    /// Takes the last error back where its repair left the same fault at the same place.
    private mutating func withdrawDoubtful(_ fault: YAMLSyntaxFault) {
        if let doubtful, doubtful == (fault.problem, offset(of: fault)) { diagnostics.removeLast() }
        doubtful = nil
    }

    private func offset(of fault: YAMLSyntaxFault) -> Int {
        text.originalOffset(text.current.offset(ofScalar: fault.place))
    }
}
