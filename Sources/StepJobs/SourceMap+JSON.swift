package import StepJSON
import StepYAML

extension SourceMap {
    /// The map as compact JSON, to be kept with a revision: numbers in arrays, since there are many.
    ///
    /// A node is `[range, key range or null, runs, is leaf, children]`, cut after the last element that is not empty; a
    /// range is `[line, column, offset, end line, end column, end offset]`.
    package var json: JSONValue { ["version": 1, "file": .string(file), "root": Self.json(of: root)] }

    /// The map that `json` spells; nil if it spells none.
    package init?(json: JSONValue) {
        guard json["version"]?.integerValue == 1, let file = json["file"]?.stringValue,
            let root = json["root"].flatMap({ Self.node(from: $0, depth: 0) })
        else { return nil }
        self.init(file: file, root: root)
    }

    private static let depthMax = 256

    private static func json(of node: Node) -> JSONValue {
        var parts: [JSONValue] = [
            node.origin.map { json(of: $0.value) } ?? .null,
            node.origin?.key.map(json(of:)) ?? .null,
            .array(node.origin?.runs.flatMap(json(of:)) ?? []),
            .bool(node.isLeaf),
            .object(JSONObject(node.children.sorted { $0.key < $1.key }.map { ($0.key, json(of: $0.value)) })),
        ]
        let empty: Set<JSONValue> = [.null, [], false, [:]]
        while let last = parts.last, empty.contains(last) { parts.removeLast() }
        return .array(parts)
    }

    private static func json(of range: SourceRange) -> JSONValue {
        .array(
            [range.start, range.end].flatMap { [$0.line, $0.column, $0.offset] }.map { .number(JSONNumber($0)) }
        )
    }

    private static func json(of run: Run) -> [JSONValue] {
        let numbers = [run.start, run.length, run.position.line, run.position.column, run.position.offset]
        return numbers.map { .number(JSONNumber($0)) } + [.bool(run.isPlain)]
    }

    private static func node(from json: JSONValue, depth: Int) -> Node? {
        guard depth < depthMax, let parts = json.arrayValue else { return nil }
        var node = Node(isLeaf: json[3]?.boolValue ?? false)
        if let value = parts.first.flatMap(range) {
            node.origin = Origin(value: value)
            node.origin?.key = json[1].flatMap(range)
            node.origin?.runs = runs(json[2]?.arrayValue ?? [])
        }
        for (key, child) in json[4]?.objectValue ?? JSONObject() {
            guard let child = Self.node(from: child, depth: depth + 1) else { return nil }
            node.children[key] = child
        }
        return node
    }

    private static func range(from json: JSONValue) -> SourceRange? {
        guard let numbers = json.arrayValue?.compactMap({ $0.integerValue.map(Int.init) }), numbers.count == 6 else {
            return nil
        }
        return SourceRange(
            start: SourcePosition(line: numbers[0], column: numbers[1], offset: numbers[2]),
            end: SourcePosition(line: numbers[3], column: numbers[4], offset: numbers[5])
        )
    }

    private static func runs(_ parts: [JSONValue]) -> [Run] {
        stride(from: 0, to: parts.count - 5, by: 6).compactMap { first in
            let numbers = parts[first..<first + 5].compactMap { $0.integerValue.map(Int.init) }
            guard numbers.count == 5 else { return nil }
            return Run(
                start: numbers[0],
                length: numbers[1],
                position: SourcePosition(line: numbers[2], column: numbers[3], offset: numbers[4]),
                isPlain: parts[first + 5].boolValue ?? false
            )
        }
    }
}
