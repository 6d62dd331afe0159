/// A state machine as a picture made of text: its states in a column, and what leads elsewhere in lanes beside it.
///
/// A transition to the state below is the line between the two. All others leave at the right, and all that lead to the
/// same state share one lane, so that a loop and the ends of failures are seen at a glance.
package struct GraphText {
    /// How much of a label is shown.
    private static let labelMax = 44
    /// The column of the line between states.
    private static let spine = 6
    /// Branches stand beside each other where the picture stays this narrow.
    private static let widthMax = 96

    private let progress: [String: StateProgress]
    private let isASCII: Bool
    private let columns: @Sendable (Character) -> Int

    /// A picture with the states marked by an execution's progress; without any, all are plain.
    ///
    /// `isASCII` draws without the box characters of Unicode; `columns` says how many columns of the terminal a character
    /// takes, 1 or 2.
    package init(
        progress: [String: StateProgress] = [:],
        isASCII: Bool = false,
        columns: @escaping @Sendable (Character) -> Int = { _ in 1 }
    ) {
        self.progress = progress
        self.isASCII = isASCII
        self.columns = columns
    }

    private func width(of text: String) -> Int { text.reduce(0) { $0 + columns($1) } }

    /// The picture; `paint` colours a text by the progress of the state it belongs to, nil for lines and labels.
    package func text(
        of graph: StateGraph,
        paint: (String, StateProgress.Mark?) -> String = { text, _ in text }
    ) -> String {
        let picture = canvas(graph).text { text, ink in
            if case .state(let mark) = ink { paint(text, mark) } else { paint(text, nil) }
        }
        return isASCII ? Self.ascii(picture) : picture
    }

    private static func ascii(_ text: String) -> String {
        let signs: [Character: Character] = [
            "─": "-", "│": "|", "╭": "+", "╮": "+", "╰": "+", "╯": "+", "├": "+", "┤": "+", "┬": "+", "┴": "+",
            "┼": "+", "◀": "<", "●": "*", "▼": "v", "…": "~", "✓": "+", "✗": "x", "▶": ">", "↷": "!", "■": "#",
            "×": "x",
        ]
        return String(text.map { signs[$0] ?? $0 })
    }

    // MARK: - The column

    /// A transition that does not lead to the state below.
    private struct Jump {
        var row: Int
        var column: Int
        var target: Int
        var label: String
    }

    private func canvas(_ graph: StateGraph) -> TextCanvas {
        var canvas = TextCanvas(columns: columns)
        let order = GraphOrder(of: graph)
        guard !order.states.isEmpty else { return canvas }
        let leavingByState = Dictionary(grouping: graph.edges, by: \.source)
        var row = 0
        if graph.start != nil {
            canvas.put("●", Self.spine, 0)
            canvas.put("│", Self.spine, 1)
            row = 2
        }
        var jumps: [Jump] = []
        var entries: [Int: (row: Int, column: Int)] = [:]
        for (index, state) in order.states.enumerated() {
            let below = index + 1 < order.states.count ? order.states[index + 1] : nil
            let leaving = leavingByState[state] ?? []
            let down = below.flatMap { below in leaving.first { $0.target == below } }
            let others = leaving.filter { $0 != down }
            let isEntered = row > 0 && canvas.character(Self.spine, row - 1) == "│"
            let node = graph.nodes[state]
            let body = box(node, isEntered: isEntered, exitCount: others.count, isLeft: down != nil)
            canvas.put(body.canvas, 0, row)
            entries[state] = (row + 1, body.width)
            for (offset, edge) in others.enumerated() {
                jumps.append(
                    Jump(
                        row: row + body.firstExit + offset,
                        column: body.width - 1,
                        target: edge.target,
                        label: label(of: edge)
                    )
                )
            }
            row += body.canvas.height
            if let down {
                canvas.put("│", Self.spine, row)
                canvas.put(label(of: down), Self.spine + 2, row, .faint)
                row += 1
            } else if below != nil {
                row += 1
            }
        }
        draw(jumps, entries, &canvas)
        return canvas
    }

    private func label(of edge: StateGraph.Edge) -> String {
        let text = edge.kind == .caught ? "catch \(edge.label)" : edge.label
        let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
        return line.count <= Self.labelMax ? line : "\(line.prefix(Self.labelMax - 1))…"
    }

    // MARK: - Boxes

    private struct Box {
        var canvas: TextCanvas
        var width: Int
        /// The row of the first transition that leaves at the right.
        var firstExit: Int
    }

    private func box(_ node: StateGraph.Node, isEntered: Bool, exitCount: Int, isLeft: Bool) -> Box {
        let mark = progress[node.name]?.mark
        let ink = TextCanvas.Ink.state(mark)
        var canvas = TextCanvas(columns: columns)
        let title = self.title(of: node)
        let inner = blocks(node.blocks)
        let width = max(self.width(of: title) + 4, (inner?.width ?? 0) + 4, Self.spine + 4)
        let innerHeight = inner?.height ?? 0
        let height = 1 + innerHeight + exitCount
        canvas.put("╭" + String(repeating: "─", count: width - 2) + "╮", 0, 0, ink)
        for row in 1...height {
            canvas.put("│", 0, row, ink)
            canvas.put("│", width - 1, row, ink)
        }
        canvas.put("╰" + String(repeating: "─", count: width - 2) + "╯", 0, height + 1, ink)
        if isEntered { canvas.put("┴", Self.spine, 0, ink) }
        if isLeft { canvas.put("┬", Self.spine, height + 1, ink) }
        canvas.put(title, 2, 1, ink)
        if let inner { canvas.put(inner, 2, 2) }
        return Box(canvas: canvas, width: width, firstExit: 2 + innerHeight)
    }

    private func title(of node: StateGraph.Node) -> String {
        let state = progress[node.name]
        let sign =
            switch state?.mark {
            case .running: "▶ "
            case .succeeded: "✓ "
            case .caught: "↷ "
            case .failed: "✗ "
            case .aborted: "■ "
            case nil: progress.isEmpty ? "" : "  "
            }
        let visits = (state?.visits ?? 0) > 1 ? "  ×\(state?.visits ?? 0)" : ""
        return "\(sign)\(node.name)  \(node.type)\(visits)"
    }

    /// The graphs inside a state, beside each other if there is room, else below each other.
    private func blocks(_ graphs: [StateGraph]) -> TextCanvas? {
        guard !graphs.isEmpty else { return nil }
        let pictures = graphs.map(canvas)
        var whole = TextCanvas(columns: columns)
        let total = pictures.reduce(0) { $0 + $1.width + 3 }
        var column = 0
        var row = 0
        for picture in pictures {
            whole.put(picture, column, row)
            if total <= Self.widthMax { column += picture.width + 3 } else { row += picture.height + 1 }
        }
        return whole
    }

    // MARK: - Lanes

    private struct Lane {
        var target: Int
        var rows: ClosedRange<Int>
        var column = 0
    }

    /// Draws what does not lead to the state below: a stretch to the right, a lane, and an arrow back to the target.
    private func draw(_ jumps: [Jump], _ entries: [Int: (row: Int, column: Int)], _ canvas: inout TextCanvas) {
        var lanes: [Lane] = []
        for target in Set(jumps.map(\.target)).sorted() {
            guard let entry = entries[target] else { continue }
            let rows = jumps.filter { $0.target == target }.map(\.row) + [entry.row]
            lanes.append(Lane(target: target, rows: (rows.min() ?? 0)...(rows.max() ?? 0)))
        }
        var left = 0
        for jump in jumps { left = max(left, jump.column + width(of: jump.label) + 5) }
        left = max(left, canvas.width + 2)
        place(&lanes, from: left)
        for lane in lanes {
            for row in lane.rows where canvas.character(lane.column, row) == " " { canvas.put("│", lane.column, row) }
        }
        for jump in jumps {
            guard let lane = lanes.first(where: { $0.target == jump.target }) else { continue }
            canvas.put("├", jump.column, jump.row)
            let text = jump.label.isEmpty ? "" : " \(jump.label) "
            canvas.put("─", jump.column + 1, jump.row)
            canvas.put(text, jump.column + 2, jump.row, .faint)
            stretch(from: jump.column + 2 + width(of: text), lane, jump.row, &canvas)
        }
        for lane in lanes {
            guard let entry = entries[lane.target] else { continue }
            canvas.put("◀", entry.column, entry.row)
            stretch(from: entry.column + 1, lane, entry.row, &canvas)
        }
    }

    /// A horizontal line to a lane, across those before it.
    private func stretch(from column: Int, _ lane: Lane, _ row: Int, _ canvas: inout TextCanvas) {
        for x in column..<max(column, lane.column) {
            let crossed = canvas.character(x, row)
            canvas.put(crossed == "│" || crossed == "┼" ? "┼" : "─", x, row)
        }
        let corner: Character = row == lane.rows.lowerBound ? "╮" : row == lane.rows.upperBound ? "╯" : "┤"
        canvas.put(lane.rows.count == 1 ? "─" : corner, lane.column, row)
    }

    /// Gives each lane a column: the short ones stand nearest, and two may share one where they do not meet.
    private func place(_ lanes: inout [Lane], from left: Int) {
        var columns: [[ClosedRange<Int>]] = []
        for index in lanes.indices.sorted(by: { lanes[$0].rows.count < lanes[$1].rows.count }) {
            let rows = lanes[index].rows
            let free = columns.firstIndex { taken in !taken.contains { $0.overlaps(rows) } }
            if let free {
                columns[free].append(rows)
                lanes[index].column = left + free * 4
            } else {
                lanes[index].column = left + columns.count * 4
                columns.append([rows])
            }
        }
    }
}
