/// Places for the states of a graph, in layers from the top to the bottom, and the points that transitions pass.
///
/// The method is that of Sugiyama, Tagawa and Toda: transitions that lead back are turned round, states are put on layers
/// by the longest way to them, long transitions get a place on each layer that they cross, and the order within layers
/// is improved by the middle of the neighbours. Deterministic; all lengths in pixels.
struct GraphLayout {
    struct Size: Equatable {
        var width: Double
        var height: Double
    }

    struct Point: Equatable {
        var x: Double
        var y: Double
    }

    /// A transition's points, from its source to its target.
    struct Path {
        /// The place in `graph.edges`.
        var edge: Int
        var points: [Point]
    }

    private(set) var size = Size(width: 0, height: 0)
    /// The middle of each state.
    private(set) var centers: [Point]
    private(set) var paths: [Path] = []

    private static let gapX = 48.0
    private static let gapY = 60.0
    private static let sweeps = 8

    /// A place on a layer: a state, or where a long transition crosses.
    private struct Slot {
        var state: Int?
        var layer: Int
        var size: Size
        var x = 0.0
        var above: [Int] = []
        var below: [Int] = []
    }

    private var slots: [Slot] = []
    private var layers: [[Int]] = []

    /// The places of a graph whose states are as large as `sizes` says.
    init(of graph: StateGraph, sizes: [Size]) {
        centers = [Point](repeating: Point(x: 0, y: 0), count: graph.nodes.count)
        guard !graph.nodes.isEmpty else { return }
        let order = GraphOrder(of: graph)
        let ranks = Self.ranks(graph, order)
        slots = graph.nodes.indices.map { Slot(state: $0, layer: ranks[$0], size: sizes[$0]) }
        let chains = chains(graph, order, ranks)
        fillLayers(order)
        for sweep in 0..<Self.sweeps { sortLayers(downwards: sweep % 2 == 0) }
        placeColumns()
        let rows = placeRows()
        for state in graph.nodes.indices {
            centers[state] = Point(x: slots[state].x, y: rows[slots[state].layer].middle)
        }
        paths = chains.map { chain in path(chain, rows, isBack: order.back.contains(chain.edge)) }
    }

    // MARK: - Layers

    private static func ranks(_ graph: StateGraph, _ order: GraphOrder) -> [Int] {
        var ranks = [Int](repeating: 0, count: graph.nodes.count)
        var leaving = [[Int]](repeating: [], count: graph.nodes.count)
        for (index, edge) in graph.edges.enumerated() where !order.back.contains(index) {
            leaving[edge.source].append(edge.target)
        }
        for state in order.states {
            for target in leaving[state] { ranks[target] = max(ranks[target], ranks[state] + 1) }
        }
        return ranks
    }

    private struct Chain {
        var edge: Int
        /// The slots it passes, its ends included, from the upper one to the lower.
        var slots: [Int]
    }

    /// Each transition's way through the layers, with a slot of its own on every one that it crosses.
    private mutating func chains(_ graph: StateGraph, _ order: GraphOrder, _ ranks: [Int]) -> [Chain] {
        var chains: [Chain] = []
        for (index, edge) in graph.edges.enumerated() where edge.source != edge.target {
            let isBack = order.back.contains(index)
            let (upper, lower) = isBack ? (edge.target, edge.source) : (edge.source, edge.target)
            var chain = [upper]
            // A loop goes round the states that it is about: it enters above its target and leaves below its source.
            for layer in (ranks[upper] + 1)..<max(ranks[upper] + 1, ranks[lower]) {
                slots.append(Slot(state: nil, layer: layer, size: Size(width: 12, height: 0)))
                chain.append(slots.count - 1)
            }
            chain.append(lower)
            if ranks[upper] < ranks[lower] {
                for (first, second) in zip(chain, chain.dropFirst()) {
                    slots[first].below.append(second)
                    slots[second].above.append(first)
                }
            }
            chains.append(Chain(edge: index, slots: chain))
        }
        return chains
    }

    private mutating func fillLayers(_ order: GraphOrder) {
        let last = slots.map(\.layer).max() ?? 0
        layers = [[Int]](repeating: [], count: last + 1)
        for state in order.states { layers[slots[state].layer].append(state) }
        for slot in slots.indices where slots[slot].state == nil { layers[slots[slot].layer].append(slot) }
    }

    private mutating func sortLayers(downwards: Bool) {
        let indices = downwards ? Array(layers.indices) : layers.indices.reversed()
        var position = [Double](repeating: 0, count: slots.count)
        for layer in layers { for (place, slot) in layer.enumerated() { position[slot] = Double(place) } }
        for index in indices {
            let keyed = layers[index].map { slot -> (key: Double, slot: Int) in
                let neighbours = downwards ? slots[slot].above : slots[slot].below
                guard !neighbours.isEmpty else { return (position[slot], slot) }
                return (neighbours.reduce(0) { $0 + position[$1] } / Double(neighbours.count), slot)
            }
            layers[index] = keyed.enumerated()
                .sorted { ($0.element.key, $0.offset) < ($1.element.key, $1.offset) }
                .map(\.element.slot)
            for (place, slot) in layers[index].enumerated() { position[slot] = Double(place) }
        }
    }

    // MARK: - Places

    private mutating func placeColumns() {
        for layer in layers {
            var x = 0.0
            for slot in layer {
                slots[slot].x = x + slots[slot].size.width / 2
                x += slots[slot].size.width + Self.gapX
            }
            let shift = (x - Self.gapX) / 2
            for slot in layer { slots[slot].x -= shift }
        }
        for sweep in 0..<Self.sweeps * 2 {
            let isDown = sweep % 2 == 0
            for layer in isDown ? layers : layers.reversed() { align(layer, isDown) }
        }
        let left = slots.map { $0.x - $0.size.width / 2 }.min() ?? 0
        for slot in slots.indices { slots[slot].x -= left }
        size.width = slots.map { $0.x + $0.size.width / 2 }.max() ?? 0
    }

    /// Moves the slots of a layer towards the middle of their neighbours, keeping their order and their distance.
    private mutating func align(_ layer: [Int], _ isDown: Bool) {
        let wanted = layer.map { slot -> Double in
            let neighbours = isDown ? slots[slot].above : slots[slot].below
            guard !neighbours.isEmpty else { return slots[slot].x }
            return neighbours.reduce(0) { $0 + slots[$1].x } / Double(neighbours.count)
        }
        func distance(_ first: Int, _ second: Int) -> Double {
            (slots[layer[first]].size.width + slots[layer[second]].size.width) / 2 + Self.gapX
        }
        // From the left and from the right, and the mean of both.
        var fromLeft = wanted
        for index in fromLeft.indices.dropFirst() {
            fromLeft[index] = max(fromLeft[index], fromLeft[index - 1] + distance(index - 1, index))
        }
        var fromRight = wanted
        for index in fromRight.indices.dropLast().reversed() {
            fromRight[index] = min(fromRight[index], fromRight[index + 1] - distance(index, index + 1))
        }
        for (index, slot) in layer.enumerated() { slots[slot].x = (fromLeft[index] + fromRight[index]) / 2 }
    }

    private struct Row {
        var top: Double
        var middle: Double
        var bottom: Double
    }

    private mutating func placeRows() -> [Row] {
        var rows: [Row] = []
        var y = 0.0
        for layer in layers {
            let height = layer.map { slots[$0].size.height }.max() ?? 0
            rows.append(Row(top: y, middle: y + height / 2, bottom: y + height))
            y += height + Self.gapY
        }
        size.height = max(0, y - Self.gapY)
        return rows
    }

    // MARK: - Transitions

    private func path(_ chain: Chain, _ rows: [Row], isBack: Bool) -> Path {
        var points: [Point] = []
        for (index, slot) in chain.slots.enumerated() {
            let row = rows[slots[slot].layer]
            let half = slots[slot].size.height / 2
            if index == 0 {
                points.append(Point(x: slots[slot].x, y: row.middle + half))
            } else if index == chain.slots.count - 1 {
                points.append(Point(x: slots[slot].x, y: row.middle - half))
            } else {
                points.append(Point(x: slots[slot].x, y: row.top))
                points.append(Point(x: slots[slot].x, y: row.bottom))
            }
        }
        return Path(edge: chain.edge, points: isBack ? points.reversed() : points)
    }
}
