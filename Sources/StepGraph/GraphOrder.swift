/// An order of the states of a graph in which transitions lead forward, but for those that close a loop.
struct GraphOrder {
    /// The states in their order: a reverse postorder of a walk in depth from the first state, then those that are not
    /// reached, as they are written.
    private(set) var states: [Int] = []
    /// The places in `graph.edges` of the transitions that lead back.
    private(set) var back: Set<Int> = []

    init(of graph: StateGraph) {
        var leaving = [[Int]](repeating: [], count: graph.nodes.count)
        for (index, edge) in graph.edges.enumerated() { leaving[edge.source].append(index) }
        var isReached = [Bool](repeating: false, count: graph.nodes.count)
        var postorder: [Int] = []
        // What follows on a good end is walked last, and so stands first; catches come behind all else.
        for edges in leaving.indices {
            leaving[edges].sort { first, second in
                let ranks = (Self.rank(graph.edges[first].kind), Self.rank(graph.edges[second].kind))
                return ranks.0 == ranks.1 ? first > second : ranks.0 > ranks.1
            }
        }
        if let start = graph.start { walk(from: start, graph, leaving, &isReached, &postorder) }
        states = postorder.reversed()
        states += graph.nodes.indices.filter { !isReached[$0] }
        let place = Dictionary(uniqueKeysWithValues: states.enumerated().map { ($0.element, $0.offset) })
        // Among states that are not reached, what leads up leads back.
        for (index, edge) in graph.edges.enumerated()
        where place[edge.target, default: 0] <= place[edge.source, default: 0] {
            back.insert(index)
        }
    }

    private static func rank(_ kind: StateGraph.Edge.Kind) -> Int {
        switch kind {
        case .next: 0
        case .choice: 1
        case .otherwise: 2
        case .caught: 3
        }
    }

    /// A walk without recursion: a machine may have thousands of states in a row.
    private func walk(
        from start: Int,
        _ graph: StateGraph,
        _ leaving: [[Int]],
        _ isReached: inout [Bool],
        _ postorder: inout [Int]
    ) {
        var stack = [(state: start, next: 0)]
        isReached[start] = true
        while let (state, next) = stack.last {
            guard next < leaving[state].count else {
                stack.removeLast()
                postorder.append(state)
                continue
            }
            stack[stack.count - 1].next += 1
            let target = graph.edges[leaving[state][next]].target
            guard !isReached[target] else { continue }
            isReached[target] = true
            stack.append((target, 0))
        }
    }
}
