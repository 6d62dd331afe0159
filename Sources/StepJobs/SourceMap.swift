package import StepYAML

/// Leads from a place in a definition to the part of the job file it came from.
///
/// A definition's place is what AWS prints: `/States/X/Field` or `/States/X/Choices[0]/Next`. Parts that have no place
/// of their own belong to the part around them, so that every place leads somewhere.
package struct SourceMap: Sendable, Equatable {
    /// Where one part of the definition came from.
    package struct Origin: Sendable, Equatable {
        /// The key, where the part is a value with a key of the file's own.
        package var key: SourceRange?
        package var value: SourceRange
        /// For a string: which stretches of it stand where.
        package var runs: [Run] = []

        package init(key: SourceRange? = nil, value: SourceRange, runs: [Run] = []) {
            self.key = key
            self.value = value
            self.runs = runs
        }
    }

    /// A stretch of a string that was taken from the file as it is.
    package struct Run: Sendable, Equatable {
        /// UTF-8 bytes from the start of the string in the definition.
        package var start: Int
        package var length: Int
        /// Where the stretch begins in the file.
        package var position: SourcePosition
        /// Whether each byte of it is one byte and one column in the file; else it is one character.
        package var isPlain: Bool

        package init(start: Int, length: Int, position: SourcePosition, isPlain: Bool) {
            self.start = start
            self.length = length
            self.position = position
            self.isPlain = isPlain
        }
    }

    /// A part of the definition: its origin and the parts in it, by key or by index.
    struct Node: Sendable, Equatable {
        var origin: Origin?
        var children: [String: Node] = [:]
        /// Whether the part is a scalar: then its value is what a diagnostic means, else its key.
        var isLeaf = false
    }

    /// The file all places are in.
    package let file: String
    let root: Node

    init(file: String, root: Node) {
        self.file = file
        self.root = root
    }

    /// The map of a generated definition.
    init(file: String, of definition: ASLNode) {
        self.init(file: file, root: Self.node(of: definition))
    }

    private static func node(of definition: ASLNode) -> Node {
        var node = Node(origin: definition.origin)
        switch definition.content {
        case .leaf: node.isLeaf = true
        case .array(let items):
            for (index, item) in items.enumerated() { node.add(Self.node(of: item), at: String(index)) }
        case .object(let members):
            for member in members { node.add(Self.node(of: member.value), at: member.key) }
        }
        return node
    }
}

extension SourceMap.Node {
    /// Adds a part, unless it says nothing that this one does not.
    mutating func add(_ child: Self, at key: String) {
        guard child.origin != nil || !child.children.isEmpty else { return }
        children[key] = child
    }
}

// MARK: - Looking up

extension SourceMap {
    /// The part of the file that a place in the definition came from.
    ///
    /// - Parameters:
    ///   - location: `/`, `/States/X/Field`, `/States/X/Choices[0]/Next`; a JSON pointer is read too.
    ///   - expressionOffset: where in the string at `location`, in UTF-8 bytes.
    ///   - field: the field that is meant, if it is in the object at `location`.
    /// - Returns: a range in `file`; the start of the file where nothing is known.
    package func range(at location: String, expressionOffset: Int? = nil, field: String? = nil) -> SourceRange {
        let (node, origin) = find(location)
        guard let origin else { return .start }
        if let key = field.flatMap({ node.children[$0]?.origin?.key }) { return key }
        if let expressionOffset, let range = Self.range(ofOffset: expressionOffset, in: origin.runs) { return range }
        return node.isLeaf ? origin.value : origin.key ?? origin.value
    }

    /// The part of the file that a state came from, wherever in the definition the state is; nil for an unknown one.
    package func range(ofState name: String) -> SourceRange? {
        Self.origin(ofState: name, in: root, inherited: nil).map { $0.key ?? $0.value }
    }

    /// The node at a place, or the innermost one around it, and the origin that holds there.
    private func find(_ location: String) -> (node: Node, origin: Origin?) {
        var node = root
        var origin = root.origin
        var rest = location[...]
        while true {
            while rest.first == "/" || rest.first == "[" || rest.first == "]" { rest = rest.dropFirst() }
            guard !rest.isEmpty, let (key, after) = Self.child(of: node, at: rest), let next = node.children[key] else {
                return (rest.isEmpty ? node : Node(origin: origin), origin)
            }
            node = next
            origin = next.origin ?? origin
            rest = after
        }
    }

    /// Slashes and brackets in a key that are followed.
    private static let keyPartsMax = 256

    /// The child whose key `rest` begins with, the longest if there are several: AWS does not escape keys, so that a
    /// `/` or a `[` may be part of one. Every end that a key could have is looked up: a definition may have thousands of
    /// states and as many faults.
    private static func child(of node: Node, at rest: Substring) -> (key: String, rest: Substring)? {
        var best: (key: String, rest: Substring)?
        var end = rest.startIndex
        for _ in 0..<keyPartsMax where end < rest.endIndex {
            end = rest[rest.index(after: end)...].firstIndex { $0 == "/" || $0 == "[" || $0 == "]" } ?? rest.endIndex
            let spelled = String(rest[..<end])
            let key = [spelled, JSONPointer.unescaped(spelled)].first { node.children[$0] != nil }
            if let key { best = (key, rest[end...]) }
        }
        return best
    }

    /// Where a byte of a string came from; nil for one that was generated whole.
    static func range(ofOffset offset: Int, in runs: [Run]) -> SourceRange? {
        // The run that holds the offset, or the end of the last one before it.
        guard let run = runs.last(where: { $0.start <= offset }) ?? runs.first else { return nil }
        var start = run.position
        let inside = min(max(offset - run.start, 0), run.length)
        if run.isPlain || inside == run.length {
            let columns = run.isPlain ? inside : 1
            start.column += columns
            start.offset += inside
        }
        var end = start
        if inside < run.length {
            end.column += 1
            end.offset += run.isPlain ? 1 : run.length
        }
        return SourceRange(start: start, end: end)
    }

    private static func origin(ofState name: String, in node: Node, inherited: Origin?) -> Origin? {
        let own = node.origin ?? inherited
        if let state = node.children["States"]?.children[name] {
            return state.origin ?? node.children["States"]?.origin ?? own
        }
        for key in node.children.keys.sorted() {
            guard let child = node.children[key],
                let found = origin(ofState: name, in: child, inherited: own)
            else { continue }
            return found
        }
        return nil
    }
}
