/// A state machine as a picture in SVG, in the manner of the AWS console: states in layers, coloured by progress.
///
/// Self-contained: no scripts, no fonts from elsewhere; it follows the reader's light or dark scheme.
package struct GraphSVG {
    private typealias Size = GraphLayout.Size

    private let progress: [String: StateProgress]
    private let title: String

    private static let margin = 24.0
    private static let nodeHeight = 44.0
    private static let headerHeight = 34.0
    private static let padding = 18.0
    private static let startGap = 40.0
    /// How much of a label is shown; all of it is in the title.
    private static let labelMax = 30

    /// A picture of the job or run called `title`.
    package init(title: String, progress: [String: StateProgress] = [:]) {
        self.title = title
        self.progress = progress
    }

    /// The document.
    package func text(of graph: StateGraph) -> String {
        let drawing = draw(graph)
        let width = drawing.size.width + 2 * Self.margin
        let height = drawing.size.height + 2 * Self.margin
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Self.number(width)) \(Self.number(height))" \
            width="\(Self.number(width))" height="\(Self.number(height))" role="img">
            <title>\(Self.escaped(title))</title>
            <style>\(Self.style)</style>
            <defs><marker id="arrow" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" \
            orient="auto"><path d="M0 0 10 5 0 10z" class="arrow"/></marker></defs>
            <rect class="page" width="100%" height="100%"/>
            <g transform="translate(\(Self.number(Self.margin)) \(Self.number(Self.margin)))">
            \(drawing.body)</g>
            </svg>

            """
    }

    private static let style = """
        svg{font:13px system-ui,-apple-system,"Segoe UI","DejaVu Sans",sans-serif}\
        .page{fill:#fff}.box{fill:#f8f9fa;stroke:#879596}.block{fill:none;stroke:#d5dbdb;stroke-dasharray:4 3}\
        .name{fill:#16191f}.type{fill:#5f6b7a;font-size:11px}.edge{fill:none;stroke:#879596;stroke-width:1.5}\
        .caught{stroke-dasharray:5 4}.arrow,.dot{fill:#879596}.label{fill:#414d5c;font-size:11px}\
        .halo{fill:#fff;opacity:.88}\
        .running .box{fill:#d9ecff;stroke:#0073bb;stroke-width:2}.succeeded .box{fill:#dcf3e0;stroke:#1d8102}\
        .caught-state .box{fill:#ffecd1;stroke:#d97706}.failed .box{fill:#fde0dd;stroke:#d13212;stroke-width:2}\
        .aborted .box{fill:#e6e9ed;stroke:#687078}\
        @media(prefers-color-scheme:dark){.page{fill:#16191f}.box{fill:#232b37;stroke:#7d8998}\
        .block{stroke:#414d5c}.name{fill:#f2f3f3}.type,.label{fill:#b6bec9}.edge{stroke:#8d99a8}\
        .arrow,.dot{fill:#8d99a8}.halo{fill:#16191f}\
        .running .box{fill:#0b3c66;stroke:#4aa3df}.succeeded .box{fill:#12411b;stroke:#37a84a}\
        .caught-state .box{fill:#5a3a06;stroke:#e8a33d}.failed .box{fill:#5c1a12;stroke:#ff7a66}\
        .aborted .box{fill:#30363d;stroke:#8d99a8}}
        """

    // MARK: - Graphs

    private struct Drawing {
        var body: String
        var size: GraphLayout.Size
    }

    private func draw(_ whole: StateGraph) -> Drawing {
        let graph = whole.merged
        let nodes = graph.nodes.map { node in (node: node, inner: node.blocks.map(draw)) }
        let sizes = nodes.map { Self.size(of: $0.node, inner: $0.inner.map(\.size)) }
        let layout = GraphLayout(of: graph, sizes: sizes)
        let top = graph.start == nil ? 0 : Self.startGap
        var body = ""
        if let start = graph.start {
            let x = layout.centers[start].x
            body += "<circle class=\"dot\" cx=\"\(Self.number(x))\" cy=\"8\" r=\"7\"/>\n"
            let end = top + layout.centers[start].y - sizes[start].height / 2
            body +=
                "<path class=\"edge\" marker-end=\"url(#arrow)\" d=\"M\(Self.number(x)) 15V\(Self.number(end))\"/>\n"
        }
        var labels = GraphLabels()
        for (center, size) in zip(layout.centers, sizes) {
            labels.avoid(GraphLabels.Area(x: center.x, y: center.y + top, width: size.width, height: size.height))
        }
        for path in layout.paths { body += edge(path, graph.edges[path.edge], top, &labels) }
        for edge in graph.edges where edge.source == edge.target {
            body += loop(edge, layout.centers[edge.source], sizes[edge.source], top, &labels)
        }
        for (index, item) in nodes.enumerated() {
            body += state(item.node, item.inner, layout.centers[index], sizes[index], top)
        }
        // Room for labels at the right.
        return Drawing(
            body: body + labels.areas.map(label).joined(),
            size: Size(width: max(layout.size.width, labels.right) + 8, height: layout.size.height + top)
        )
    }

    private static func size(of node: StateGraph.Node, inner: [GraphLayout.Size]) -> GraphLayout.Size {
        let width = max(120, max(width(of: node.name, 13), Self.width(of: subtitle(of: node), 11)) + 28)
        guard !inner.isEmpty else { return Size(width: width, height: nodeHeight) }
        let innerWidth = inner.reduce(padding) { $0 + $1.width + padding }
        let innerHeight = inner.map(\.height).max() ?? 0
        return Size(width: max(width, innerWidth), height: headerHeight + innerHeight + 2 * padding)
    }

    /// About how wide a text is: no fonts are at hand here.
    private static func width(of text: String, _ fontSize: Double) -> Double {
        text.unicodeScalars.reduce(0) { $0 + ($1.value > 0x2E80 ? 1.0 : 0.6) } * fontSize
    }

    private static func subtitle(of node: StateGraph.Node) -> String {
        let detail = node.detail.hasPrefix("aws-sdk:") ? String(node.detail.dropFirst("aws-sdk:".count)) : node.detail
        return detail.isEmpty ? node.type : "\(node.type): \(short(detail))"
    }

    private static func short(_ text: String) -> String {
        text.count <= labelMax ? text : "\(text.prefix(labelMax - 1))…"
    }

    // MARK: - States

    private func state(
        _ node: StateGraph.Node,
        _ inner: [Drawing],
        _ center: GraphLayout.Point,
        _ size: GraphLayout.Size,
        _ top: Double
    ) -> String {
        let progress = progress[node.name]
        let mark = progress.map { $0.mark == .caught ? "caught-state" : $0.mark.rawValue } ?? "unreached"
        let x = center.x - size.width / 2
        let y = center.y - size.height / 2 + top
        let visits = (progress?.visits ?? 0) > 1 ? " ×\(progress?.visits ?? 0)" : ""
        let tip = [node.name, node.type, node.detail].filter { !$0.isEmpty }.joined(separator: "\n")
        var text = "<g class=\"\(mark)\"><title>\(Self.escaped(tip))</title>"
        text +=
            "<rect class=\"box\" x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" width=\"\(Self.number(size.width))\" "
        text += "height=\"\(Self.number(size.height))\" rx=\"8\"/>"
        text += Self.text(node.name, "name", center.x, y + 19)
        text += Self.text(Self.subtitle(of: node) + visits, "type", center.x, y + 35)
        let innerWidth = inner.reduce(Self.padding) { $0 + $1.size.width + Self.padding }
        var left = center.x - innerWidth / 2 + Self.padding
        for block in inner {
            let topOfBlock = y + Self.headerHeight + Self.padding
            text += "<rect class=\"block\" x=\"\(Self.number(left - 8))\" y=\"\(Self.number(topOfBlock - 8))\" "
            text +=
                "width=\"\(Self.number(block.size.width + 8))\" height=\"\(Self.number(block.size.height + 16))\" rx=\"6\"/>"
            text += "</g><g transform=\"translate(\(Self.number(left)) \(Self.number(topOfBlock)))\">\n\(block.body)"
            left += block.size.width + Self.padding
        }
        return text + "</g>\n"
    }

    private static func text(
        _ text: String,
        _ kind: String,
        _ x: Double,
        _ y: Double,
        anchor: String = "middle"
    ) -> String {
        "<text class=\"\(kind)\" x=\"\(number(x))\" y=\"\(number(y))\" text-anchor=\"\(anchor)\">\(escaped(text))</text>"
    }

    // MARK: - Transitions

    private func edge(
        _ path: GraphLayout.Path,
        _ edge: StateGraph.Edge,
        _ top: Double,
        _ labels: inout GraphLabels
    ) -> String {
        let points = path.points.map { GraphLayout.Point(x: $0.x, y: $0.y + top) }
        guard let first = points.first else { return "" }
        var line = "M\(Self.number(first.x)) \(Self.number(first.y))"
        for (from, to) in zip(points, points.dropFirst()) {
            if from.x == to.x {
                line += "V\(Self.number(to.y))"
            } else {
                let middle = (from.y + to.y) / 2
                line += "C\(Self.number(from.x)) \(Self.number(middle)) \(Self.number(to.x)) \(Self.number(middle)) "
                line += "\(Self.number(to.x)) \(Self.number(to.y))"
            }
        }
        if !edge.label.isEmpty, points.count > 1 { labels.place(Self.label(of: edge), along: points) }
        return curve(line, edge)
    }

    private static func label(of edge: StateGraph.Edge) -> GraphLabels.Label {
        let text = short(edge.kind == .caught ? "catch \(edge.label)" : edge.label)
        return GraphLabels.Label(text: text, title: edge.label, width: width(of: text, 11) + 6, height: 15)
    }

    private func loop(
        _ edge: StateGraph.Edge,
        _ center: GraphLayout.Point,
        _ size: GraphLayout.Size,
        _ top: Double,
        _ labels: inout GraphLabels
    ) -> String {
        let x = Self.number(center.x + size.width / 2)
        let out = Self.number(center.x + size.width / 2 + 36)
        let y = center.y + top
        if !edge.label.isEmpty {
            labels.place(
                Self.label(of: edge),
                along: [
                    GraphLayout.Point(x: center.x + size.width / 2 + 60, y: y - 20),
                    GraphLayout.Point(x: center.x + size.width / 2 + 60, y: y + 20),
                ]
            )
        }
        return curve(
            "M\(x) \(Self.number(y + 10))C\(out) \(Self.number(y + 14)) \(out) \(Self.number(y - 14)) \(x) \(Self.number(y - 10))",
            edge
        )
    }

    private func curve(_ line: String, _ edge: StateGraph.Edge) -> String {
        let kind = edge.kind == .caught ? "edge caught" : "edge"
        let title = edge.label.isEmpty ? "" : "<title>\(Self.escaped(edge.label))</title>"
        return "<path class=\"\(kind)\" marker-end=\"url(#arrow)\" d=\"\(line)\">\(title)</path>\n"
    }

    private func label(_ placed: GraphLabels.Placed) -> String {
        let area = placed.area
        var text = "<g><title>\(Self.escaped(placed.label.title))</title>"
        text += "<rect class=\"halo\" x=\"\(Self.number(area.x - area.width / 2))\" "
        text += "y=\"\(Self.number(area.y - area.height / 2))\" width=\"\(Self.number(area.width))\" "
        text += "height=\"\(Self.number(area.height))\"/>"
        return text + Self.text(placed.label.text, "label", area.x, area.y + 4) + "</g>\n"
    }

    // MARK: - Text

    /// Up to one decimal.
    private static func number(_ value: Double) -> String {
        let tenths = (value * 10).rounded() / 10
        return tenths == tenths.rounded() ? String(Int(tenths)) : String(tenths)
    }

    /// As XML has it; what XML cannot hold becomes a question mark.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\t", "\n", "\r": result.unicodeScalars.append(scalar)
            default:
                let isForbidden = scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF
                result.unicodeScalars.append(isForbidden ? "?" : scalar)
            }
        }
        return result
    }
}
