/// Places for the labels of transitions: on their lines, and where neither a state nor another label is.
struct GraphLabels {
    /// A rectangle by its middle.
    struct Area {
        var x: Double
        var y: Double
        var width: Double
        var height: Double

        func meets(_ other: Area) -> Bool {
            abs(x - other.x) < (width + other.width) / 2 + 2 && abs(y - other.y) < (height + other.height) / 2 + 1
        }
    }

    struct Label {
        var text: String
        /// All of it, where `text` is cut.
        var title: String
        var width: Double
        var height: Double
    }

    struct Placed {
        var label: Label
        var area: Area
    }

    private(set) var areas: [Placed] = []
    private var taken: [Area] = []

    /// How far to the right labels go.
    var right: Double { areas.map { $0.area.x + $0.area.width / 2 }.max() ?? 0 }

    mutating func avoid(_ area: Area) { taken.append(area) }

    /// Puts a label onto a line, as near to its start as there is room.
    mutating func place(_ label: Label, along points: [GraphLayout.Point]) {
        var candidates: [Area] = []
        for (from, to) in zip(points, points.dropFirst()) {
            for share in [0.5, 0.35, 0.65, 0.2, 0.8] {
                let x = from.x + (to.x - from.x) * share
                let y = from.y + (to.y - from.y) * share
                // A label may stand a little beside its line, but not beyond the picture's left edge.
                for shift in [0, -0.4, 0.4] {
                    let shifted = max(x + shift * label.width, label.width / 2)
                    candidates.append(Area(x: shifted, y: y, width: label.width, height: label.height))
                }
            }
        }
        let free = candidates.first { candidate in !taken.contains { $0.meets(candidate) } }
        guard let area = free ?? candidates.first else { return }
        taken.append(area)
        areas.append(Placed(label: label, area: area))
    }
}
