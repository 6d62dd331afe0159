/// Reads YAML 1.2 text into nodes with places, within limits.
///
/// One look shows all errors: what libyaml can read but YAML or this reader forbids (a duplicate key, a key that is no
/// scalar) is reported and reading goes on; after what it cannot read, the text is repaired and read again
/// (``YAMLRecovery``).
package struct YAMLParser {
    /// What a text holds: the documents before the first fatal error, and everything there is to say about it.
    ///
    /// After a syntax error the documents are those of the repaired text: good to be checked further, never to be used.
    package struct Result: Sendable {
        package var documents: [YAMLNode]
        package var diagnostics: [Diagnostic]
        /// The text itself, for excerpts and for places inside scalars.
        package var source: SourceText
    }

    /// Ends the reading; the fault or the diagnostic is already noted.
    private struct Stop: Error {}

    /// How much has been read, aliases counted as what they stand for.
    private struct Size {
        var nodes = 0
        var textBytes = 0
    }

    private struct Anchor {
        var node: YAMLNode
        var size: Size
        var height: Int
    }

    private let text: RepairedText
    private let limits: YAMLLimits
    /// Where libyaml could not go on.
    private var fault: YAMLSyntaxFault?
    private var diagnostics: [Diagnostic] = []
    private var documents: [YAMLNode] = []
    /// Nil while the anchored node is still being read.
    private var anchors: [String: Anchor?] = [:]
    private var size = Size()
    /// The deepest level reached since it was last set, from the root of the document.
    private var deepestLevel = 0

    private init(text: RepairedText, limits: YAMLLimits) {
        self.text = text
        self.limits = limits
    }

    /// The text as libyaml reads it.
    private var source: SourceText { text.current }

    /// The documents of a file.
    ///
    /// - Parameters:
    ///   - bytes: the file's content; UTF-8, a byte order mark is skipped.
    ///   - file: the name that diagnostics carry.
    ///   - limits: what is still accepted.
    /// - Returns: the documents before the first fatal error, and all diagnostics in order.
    package static func parse(_ bytes: [UInt8], file: String, limits: YAMLLimits = YAMLLimits()) -> Result {
        if let refusal = EncodingCheck.refusal(of: bytes, file: file, limits: limits) { return refusal }
        guard let source = SourceText(file: file, validating: bytes) else {
            preconditionFailure("the encoding check passed text that is not UTF-8")
        }
        var recovery = YAMLRecovery(source)
        while true {
            var parser = YAMLParser(text: recovery.text, limits: limits)
            let bytes = parser.source.bytes[parser.source.contentOffset...]
            YAMLEventReader.read(bytes) { reader in parser.readStream(reader) }
            if let fault = parser.fault, recovery.recover(from: fault) { continue }
            return recovery.result(parser.documents, parser.diagnostics)
        }
    }

    private mutating func readStream(_ reader: borrowing YAMLEventReader) {
        do {
            while true {
                let event = try next(reader)
                switch event.kind {
                case .streamEnd: return
                case .documentStart:
                    guard documents.count < limits.documentsMax else {
                        throw stop(
                            "the file holds more than \(limits.documentsMax) documents",
                            range(event),
                            code: "yaml.limit"
                        )
                    }
                    anchors = [:]
                    documents.append(try node(from: try next(reader), reader, level: 1))
                default: break
                }
            }
        } catch {
            // It is noted where it was found.
        }
    }

    private mutating func next(_ reader: borrowing YAMLEventReader) throws(Stop) -> YAMLEvent {
        do {
            return try reader.next()
        } catch {
            fault = error
            throw Stop()
        }
    }
}

// MARK: - Nodes

extension YAMLParser {
    private mutating func node(
        from event: YAMLEvent,
        _ reader: borrowing YAMLEventReader,
        level: Int
    ) throws(Stop) -> YAMLNode {
        if case .alias(let name) = event.kind { return try aliased(name, event, level: level) }
        let sizeBefore = size
        try add(size(of: event), at: event)
        try reach(level, at: event)
        if let name = event.anchor { anchors.updateValue(.none, forKey: name) }
        let outerDeepest = deepestLevel
        deepestLevel = level
        var node = YAMLNode(content: .sequence([]), range: range(event), tag: event.tag)
        switch event.kind {
        case .scalar(let read, let style):
            let offsets = scalarStart(of: event)..<source.offset(ofScalar: event.end)
            node.range = text.range(ofOffsets: offsets)
            let written = text.text(of: read, style, at: offsets)
            node.content = .scalar(YAMLScalar(text: written, style: style, range: node.range))
        case .sequenceStart:
            node.content = .sequence(try items(of: &node.range, reader, level: level + 1))
        default:
            node.content = .mapping(try entries(of: &node.range, reader, level: level + 1))
        }
        if let name = event.anchor {
            let own = Size(nodes: size.nodes - sizeBefore.nodes, textBytes: size.textBytes - sizeBefore.textBytes)
            anchors[name] = Anchor(node: node, size: own, height: deepestLevel - level)
        }
        deepestLevel = max(outerDeepest, deepestLevel)
        return node
    }

    private mutating func items(
        of range: inout SourceRange,
        _ reader: borrowing YAMLEventReader,
        level: Int
    ) throws(Stop) -> [YAMLNode] {
        var items: [YAMLNode] = []
        while true {
            let event = try next(reader)
            if case .collectionEnd = event.kind {
                range.end = collectionEnd(event, last: items.last?.range.end)
                return items
            }
            items.append(try node(from: event, reader, level: level))
        }
    }

    private mutating func entries(
        of range: inout SourceRange,
        _ reader: borrowing YAMLEventReader,
        level: Int
    ) throws(Stop) -> [YAMLEntry] {
        var entries: [YAMLEntry] = []
        var places: [String: SourceRange] = [:]
        var last: SourcePosition?
        while true {
            let event = try next(reader)
            if case .collectionEnd = event.kind {
                range.end = collectionEnd(event, last: last)
                return entries
            }
            let key = try node(from: event, reader, level: level)
            let value = try node(from: try next(reader), reader, level: level)
            last = max(key.range.end, value.range.end)
            guard let scalar = key.scalar else {
                report("a key must be plain text, not a \(key.kindName)", key.range, code: "yaml.key")
                continue
            }
            if let first = places[scalar.text] {
                report(
                    "duplicate key `\(scalar.text)`",
                    key.range,
                    hint: "it is already on line \(first.start.line)",
                    code: "yaml.duplicate-key"
                )
                continue
            }
            places[scalar.text] = key.range
            entries.append(YAMLEntry(key: scalar, value: value))
        }
    }

    private mutating func aliased(_ name: String, _ event: YAMLEvent, level: Int) throws(Stop) -> YAMLNode {
        guard let known = anchors[name] else {
            throw stop(
                "no anchor `&\(name)` before this alias",
                range(event),
                hint: "write `&\(name)` at the value it stands for, or quote the text",
                code: "yaml.alias"
            )
        }
        guard let anchor = known else {
            throw stop("the alias `*\(name)` stands inside the value it stands for", range(event), code: "yaml.alias")
        }
        try add(anchor.size, at: event)
        try reach(level + anchor.height, at: event)
        return anchor.node
    }

    private func size(of event: YAMLEvent) -> Size {
        guard case .scalar(let text, _) = event.kind else { return Size(nodes: 1) }
        return Size(nodes: 1, textBytes: text.utf8.count)
    }

    private mutating func add(_ more: Size, at event: YAMLEvent) throws(Stop) {
        size.nodes += more.nodes
        size.textBytes += more.textBytes
        let exceeded: String
        if size.nodes > limits.nodesMax {
            exceeded = "\(limits.nodesMax) values"
        } else if size.textBytes > limits.textBytesMax {
            exceeded = "\(limits.textBytesMax) bytes of text"
        } else {
            return
        }
        throw stop(
            "the file holds more than \(exceeded), each alias counted as what it stands for",
            range(event),
            code: "yaml.limit"
        )
    }

    private mutating func reach(_ level: Int, at event: YAMLEvent) throws(Stop) {
        deepestLevel = max(deepestLevel, level)
        guard level > limits.depthMax else { return }
        throw stop("lists and mappings are nested more than \(limits.depthMax) deep", range(event), code: "yaml.limit")
    }
}

// MARK: - Places and diagnostics

extension YAMLParser {
    private func range(_ event: YAMLEvent) -> SourceRange {
        text.range(ofOffsets: source.offset(ofScalar: event.start)..<source.offset(ofScalar: event.end))
    }

    /// Where a scalar's own text begins: libyaml counts a tag and an anchor before it as part of it.
    private func scalarStart(of event: YAMLEvent) -> Int {
        var offset = source.offset(ofScalar: event.start)
        let end = source.offset(ofScalar: event.end)
        guard event.anchor != nil || event.tag != nil else { return offset }
        while offset < end, source.bytes[offset] == UInt8(ascii: "&") || source.bytes[offset] == UInt8(ascii: "!") {
            while offset < end, !Self.isWhiteSpace(source.bytes[offset]) { offset += 1 }
            while offset < end, Self.isWhiteSpace(source.bytes[offset]) { offset += 1 }
        }
        return offset
    }

    private static func isWhiteSpace(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0D].contains(byte) }

    /// The end of a collection: of the closing bracket, or, in block style, of the last value.
    private func collectionEnd(_ event: YAMLEvent, last: SourcePosition?) -> SourcePosition {
        let isBlock = event.start == event.end
        if isBlock, let last { return last }
        return text.position(atOffset: source.offset(ofScalar: event.end))
    }

    private mutating func report(_ message: String, _ range: SourceRange, hint: String? = nil, code: String) {
        diagnostics.append(Diagnostic(.error, message, file: source.file, range: range, hint: hint, code: code))
    }

    private mutating func stop(_ message: String, _ range: SourceRange, hint: String? = nil, code: String) -> Stop {
        report(message, range, hint: hint, code: code)
        return Stop()
    }
}
