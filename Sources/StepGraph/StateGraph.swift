package import StepJSON

/// The states of a definition and the transitions between them, as a picture shows them.
///
/// Made from the definition's text, not from the compiled machine: a picture shows what people wrote.
package struct StateGraph: Sendable, Equatable {
    /// One state.
    package struct Node: Sendable, Equatable {
        package var name: String
        /// `Task`, `Wait`, …
        package var type: String
        /// What it does, in a line: a Task's resource, a Wait's seconds.
        package var detail: String
        /// The branches of a Parallel, or the processor of a Map.
        package var blocks: [StateGraph]
    }

    /// One transition.
    package struct Edge: Sendable, Equatable {
        package enum Kind: String, Sendable {
            case next, choice, otherwise, caught
        }

        /// Places in `nodes`.
        package var source: Int
        package var target: Int
        package var kind: Kind
        /// The rule's condition, or the errors that are caught; empty for `Next`.
        package var label: String
    }

    package var nodes: [Node]
    package var edges: [Edge]
    /// The place of the first state; nil for a graph without any.
    package var start: Int?

    /// States that are drawn at most, those in blocks included.
    package static let statesMax = 5_000

    /// The graph of a definition, or of a block in one.
    package init(of definition: JSONValue) {
        var left = Self.statesMax
        self.init(of: definition, &left)
    }

    private init(of block: JSONValue, _ left: inout Int) {
        var nodes: [Node] = []
        var states: [JSONValue] = []
        for (name, state) in block["States"]?.objectValue ?? JSONObject() {
            guard left > 0 else { break }
            left -= 1
            let inner =
                (state["Branches"]?.arrayValue ?? []) + [state["ItemProcessor"] ?? state["Iterator"]].compactMap(\.self)
            var blocks: [StateGraph] = []
            for block in inner { blocks.append(StateGraph(of: block, &left)) }
            let type = state["Type"]?.stringValue ?? ""
            nodes.append(Node(name: name, type: type, detail: Self.detail(of: state, type), blocks: blocks))
            states.append(state)
        }
        let places = Dictionary(nodes.enumerated().map { ($0.element.name, $0.offset) }) { first, _ in first }
        var edges: [Edge] = []
        for (source, state) in states.enumerated() {
            func add(_ target: JSONValue?, _ kind: Edge.Kind, _ label: String = "") {
                guard let name = target?.stringValue, let target = places[name] else { return }
                edges.append(Edge(source: source, target: target, kind: kind, label: label))
            }
            add(state["Next"], .next)
            for rule in state["Choices"]?.arrayValue ?? [] { add(rule["Next"], .choice, ConditionText.text(of: rule)) }
            add(state["Default"], .otherwise, "otherwise")
            for catcher in state["Catch"]?.arrayValue ?? [] {
                let errors = (catcher["ErrorEquals"]?.arrayValue ?? []).compactMap(\.stringValue)
                add(catcher["Next"], .caught, errors.joined(separator: ", "))
            }
        }
        self.nodes = nodes
        self.edges = edges
        start = block["StartAt"]?.stringValue.flatMap { places[$0] }
    }

    private static func detail(of state: JSONValue, _ type: String) -> String {
        switch type {
        case "Task":
            let resource = state["Resource"]?.stringValue ?? ""
            let prefix = "arn:aws:states:::"
            return resource.hasPrefix(prefix) ? String(resource.dropFirst(prefix.count)) : resource
        case "Wait":
            for key in ["Seconds", "SecondsPath", "Timestamp", "TimestampPath"] {
                guard let value = state[key] else { continue }
                return "\(key) \(value.stringValue ?? JSONWriter.text(of: value))"
            }
            return ""
        case "Fail": return state["Error"]?.stringValue ?? ""
        default: return state["Comment"]?.stringValue ?? ""
        }
    }

    /// The graph with one transition at most from a state to another: what several lead there by is said by one.
    package var merged: StateGraph {
        var graph = self
        graph.edges = []
        var places: [[Int]: Int] = [:]
        for edge in edges {
            guard let place = places[[edge.source, edge.target]] else {
                places[[edge.source, edge.target]] = graph.edges.count
                graph.edges.append(edge)
                continue
            }
            var whole = graph.edges[place]
            let isOnlyCaught = whole.kind == .caught && edge.kind == .caught
            let labels = [whole, edge].map { $0.kind == .caught && !isOnlyCaught ? "catch \($0.label)" : $0.label }
            whole.label = labels.filter { !$0.isEmpty }.joined(separator: " | ")
            if whole.kind == .caught { whole.kind = edge.kind }
            graph.edges[place] = whole
        }
        return graph
    }

    /// The number of states, those in blocks included.
    package var stateCount: Int { nodes.reduce(nodes.count) { $0 + $1.blocks.reduce(0) { $0 + $1.stateCount } } }
}
