import StepJSON

/// The part of a path after its root: segments, and perhaps a function of what they find.
struct JSONPathQuery: Sendable {
    /// One step of a path.
    enum Segment: Sendable {
        case member(String)
        case element(Int)
        /// `['a','b']`: one object of those members that exist. Only at the end of a path.
        case members([String])
        case elements([Int])
        /// Negative ends count from the end of the array; nil means its start or end.
        case slice(from: Int?, to: Int?)
        case wildcard
        /// `..`: the next segment applies to the node and to everything below it.
        case descendants
        case filter(JSONPathFilter)
    }

    /// A function at the end of a path, of the value that the path found.
    enum Function: String, Sendable, CaseIterable {
        case length, min, max, avg, sum, stddev
    }

    /// Nodes that one evaluation may visit: `$..*..*` on a deep document must not hold the engine.
    static let visitsMax = 1_000_000

    let segments: [Segment]
    let function: Function?
    /// Whether the path names one node and gives that node itself.
    let isDefinite: Bool

    init(segments: [Segment], function: Function?) {
        self.segments = segments
        self.function = function
        isDefinite = segments.allSatisfy { segment in
            switch segment {
            case .member, .element, .members: true
            case .elements, .slice, .wildcard, .descendants, .filter: false
            }
        }
    }

    /// Whether there are only members and non-negative indexes.
    var isReference: Bool {
        function == nil
            && segments.allSatisfy { segment in
                switch segment {
                case .member: true
                case .element(let index): index >= 0
                default: false
                }
            }
    }

    /// What the path finds in `document`; `root` is what `$` means in its filters.
    func value(in document: JSONValue, root: JSONValue? = nil) throws(JSONPathMiss) -> JSONValue {
        if isDefinite {
            let value = try node(in: document)
            guard let function else { return value }
            return try function.apply(to: value)
        }
        var selection = JSONPathSelection(root: root ?? document, segments: segments)
        try selection.select(document, from: 0, isUpstreamDefinite: true)
        guard let function else { return .array(selection.matches) }
        var results: [JSONValue] = []
        for match in selection.matches { results.append(try function.apply(to: match)) }
        return .array(results)
    }

    /// The node that a definite path names.
    private func node(in document: JSONValue) throws(JSONPathMiss) -> JSONValue {
        var node = document
        for (place, segment) in segments.enumerated() {
            switch segment {
            case .member(let name):
                guard case .object(let object) = node else { throw .notAnObject(segment: place) }
                guard let value = object[name] else { throw .noMember(segment: place) }
                node = value
            case .element(let index):
                guard case .array(let values) = node else { throw .notAnArray(segment: place) }
                guard let value = Self.element(index, of: values) else { throw .noElement(segment: place) }
                node = value
            case .members(let names):
                guard case .object(let object) = node else { throw .notAnObject(segment: place) }
                node = Self.members(names, of: object)
            case .elements, .slice, .wildcard, .descendants, .filter:
                preconditionFailure("an indefinite segment in a definite path: \(segment)")
            }
        }
        return node
    }

    /// The element at `index`, from the end where it is negative.
    static func element(_ index: Int, of values: [JSONValue]) -> JSONValue? {
        let place = index < 0 ? values.count + index : index
        guard values.indices.contains(place) else { return nil }
        return values[place]
    }

    /// An object of those of `names` that `object` has.
    static func members(_ names: [String], of object: JSONObject) -> JSONValue {
        var picked = JSONObject()
        for name in names {
            if let value = object[name] { picked[name] = value }
        }
        return .object(picked)
    }
}

// MARK: - Words

extension JSONPathQuery {
    /// Why nothing was found, in the words of Jayway JsonPath that Step Functions passes on.
    func reason(of miss: JSONPathMiss) -> String {
        switch miss {
        case .noMember(let place):
            let path = normalized(upTo: place)
            return place == segments.count - 1 && function == nil
                ? "No results for path: \(path)" : "Missing property in path \(path)"
        case .notAnObject(let place):
            return "Property \(fragment(of: segments[place])) not found in path \(normalized(upTo: place - 1))"
        case .noElement(let place):
            return "Index out of bounds when evaluating path \(normalized(upTo: place))"
        case .notAnArray(let place):
            return "Filter: \(fragment(of: segments[place])) can only be applied to arrays. "
                + "Current context is: \(normalized(upTo: place - 1))"
        case .invalid: return "The path cannot be evaluated"
        case .noVariable: return "The variable is not defined"
        case .noNumbers: return "Aggregation function attempted to calculate value using empty array"
        case .tooManyVisits: return "The path visits more than \(Self.visitsMax) nodes"
        }
    }

    /// `$['a'][0]` for the segments up to and with `place`.
    private func normalized(upTo place: Int) -> String {
        segments.prefix(place + 1).reduce(into: "$") { $0 += fragment(of: $1) }
    }

    private func fragment(of segment: Segment) -> String {
        switch segment {
        case .member(let name): "['\(name)']"
        case .element(let index): "[\(index)]"
        case .members(let names): "[\(names.map { "'\($0)'" }.joined(separator: ","))]"
        case .elements(let indexes): "[\(indexes.map(String.init).joined(separator: ","))]"
        case .slice(let from, let to): "[\(from.map(String.init) ?? ""):\(to.map(String.init) ?? "")]"
        case .wildcard: "[*]"
        case .descendants: ".."
        case .filter: "[?]"
        }
    }
}

// MARK: - Functions

extension JSONPathQuery.Function {
    /// The function's value of `value`.
    ///
    /// `length()` is the number of elements or members, and null for anything else. The others take the numbers of an
    /// array and give a fraction, as Jayway does, also where it is whole.
    func apply(to value: JSONValue) throws(JSONPathMiss) -> JSONValue {
        if self == .length {
            switch value {
            case .array(let values): return .number(JSONNumber(values.count))
            case .object(let object): return .number(JSONNumber(object.count))
            default: return .null
            }
        }
        let numbers = (value.arrayValue ?? []).compactMap { $0.numberValue?.doubleValue }
        guard !numbers.isEmpty else { throw .noNumbers }
        let result = aggregate(numbers)
        guard result.isFinite else { return .null }
        guard case .integer(let whole) = JSONNumber(result) else { return .number(JSONNumber(result)) }
        return .number(.literal("\(whole).0"))
    }

    private func aggregate(_ numbers: [Double]) -> Double {
        let count = Double(numbers.count)
        let sum = numbers.reduce(0, +)
        switch self {
        case .length: return count
        case .min: return numbers.min() ?? 0
        case .max: return numbers.max() ?? 0
        case .sum: return sum
        case .avg: return sum / count
        case .stddev:
            let squares = numbers.reduce(0) { $0 + $1 * $1 }
            return (squares / count - sum * sum / count / count).squareRoot()
        }
    }
}
