import StepJSON

/// One walk of an indefinite path over a document, collecting what matches.
///
/// A segment that does not fit a node is passed over in silence, with one exception that AWS makes (recorded: `$[1:5]`
/// on `{}` fails, `$.items[1:5]` on `{}` is empty): elements asked of a node that is there, is named by a definite
/// beginning and is not an array are an error.
struct JSONPathSelection {
    private let root: JSONValue
    private let segments: [JSONPathQuery.Segment]
    private(set) var matches: [JSONValue] = []
    private var visits = 0

    init(root: JSONValue, segments: [JSONPathQuery.Segment]) {
        self.root = root
        self.segments = segments
    }

    /// Applies the segments from `place` on to `node`.
    mutating func select(
        _ node: JSONValue,
        from place: Int,
        isUpstreamDefinite: Bool
    ) throws(JSONPathMiss) {
        visits += 1
        guard visits <= JSONPathQuery.visitsMax else { throw .tooManyVisits }
        guard place < segments.count else {
            matches.append(node)
            return
        }
        switch segments[place] {
        case .member(let name):
            guard let value = node[name] else { return }
            try select(value, from: place + 1, isUpstreamDefinite: isUpstreamDefinite)
        case .members(let names):
            guard case .object(let object) = node else { return }
            try select(JSONPathQuery.members(names, of: object), from: place + 1, isUpstreamDefinite: false)
        case .element(let index):
            let values = try elements(of: node, place, isUpstreamDefinite)
            guard let value = JSONPathQuery.element(index, of: values) else { return }
            try select(value, from: place + 1, isUpstreamDefinite: isUpstreamDefinite)
        case .elements(let indexes):
            let values = try elements(of: node, place, isUpstreamDefinite)
            try selectAll(indexes.lazy.compactMap { JSONPathQuery.element($0, of: values) }, from: place + 1)
        case .slice(let from, let to):
            let values = try elements(of: node, place, isUpstreamDefinite)
            let range = Self.range(from, to, count: values.count)
            try selectAll(values[range], from: place + 1)
        case .wildcard:
            try selectAll(Self.children(of: node), from: place + 1)
        case .descendants:
            try descend(node, from: place + 1)
        case .filter(let filter):
            try select(node, matching: filter, place, isUpstreamDefinite)
        }
    }

    private mutating func selectAll(_ nodes: some Sequence<JSONValue>, from place: Int) throws(JSONPathMiss) {
        for node in nodes { try select(node, from: place, isUpstreamDefinite: false) }
    }

    private func elements(
        of node: JSONValue,
        _ place: Int,
        _ isUpstreamDefinite: Bool
    ) throws(JSONPathMiss) -> [JSONValue] {
        if case .array(let values) = node { return values }
        guard !isUpstreamDefinite else { throw .notAnArray(segment: place) }
        return []
    }

    private static func range(_ from: Int?, _ to: Int?, count: Int) -> Range<Int> {
        func place(_ index: Int) -> Int { Swift.max(0, Swift.min(index < 0 ? count + index : index, count)) }
        let start = place(from ?? 0)
        return start..<Swift.max(start, place(to ?? count))
    }

    private static func children(of node: JSONValue) -> [JSONValue] {
        switch node {
        case .array(let values): values
        case .object(let object): object.values
        default: []
        }
    }
}

// MARK: - Descendants and filters

extension JSONPathSelection {
    /// Applies the segments from `place` on to `node` and to everything below it, parents before children.
    private mutating func descend(_ node: JSONValue, from place: Int) throws(JSONPathMiss) {
        visits += 1
        guard visits <= JSONPathQuery.visitsMax else { throw .tooManyVisits }
        switch node {
        case .array, .object: break
        default: return
        }
        if isTaken(node, by: segments[place]) {
            try select(node, from: place, isUpstreamDefinite: false)
        }
        for child in Self.children(of: node) { try descend(child, from: place) }
    }

    /// Whether a segment after `..` applies to `node`: a union wants all its members, and a filter applies to the
    /// objects that pass it, which are found as nodes of their own and must not be found again in their arrays.
    private func isTaken(_ node: JSONValue, by segment: JSONPathQuery.Segment) -> Bool {
        switch segment {
        case .members(let names): names.allSatisfy { node[$0] != nil }
        case .filter(let filter): filter.matches(node, root: root)
        default: true
        }
    }

    /// The elements of an array that pass; an object itself if it passes.
    private mutating func select(
        _ node: JSONValue,
        matching filter: JSONPathFilter,
        _ place: Int,
        _ isUpstreamDefinite: Bool
    ) throws(JSONPathMiss) {
        switch node {
        case .array(let values):
            visits += values.count
            try selectAll(values.lazy.filter { [root] in filter.matches($0, root: root) }, from: place + 1)
        case .object:
            if filter.matches(node, root: root) {
                try select(node, from: place + 1, isUpstreamDefinite: false)
            }
        default:
            guard !isUpstreamDefinite else { throw .notAnArray(segment: place) }
        }
    }
}
