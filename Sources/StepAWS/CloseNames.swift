/// The names most like one that is not there, for "did you mean".
package enum CloseNames {
    /// Up to `countMax` of `candidates` within a third of the name's length in single-letter edits, nearest first.
    ///
    /// Letter case does not count: a name that differs only in it is the nearest of all.
    package static func of(_ name: String, among candidates: some Sequence<String>, countMax: Int = 3) -> [String] {
        let wanted = Array(name.lowercased().utf8.prefix(lengthMax))
        let distanceMax = max(1, wanted.count / 3)
        var near: [(distance: Int, name: String)] = []
        for candidate in candidates {
            let letters = Array(candidate.lowercased().utf8.prefix(lengthMax))
            guard abs(letters.count - wanted.count) <= distanceMax else { continue }
            let distance = distance(wanted, letters)
            if distance <= distanceMax { near.append((distance, candidate)) }
        }
        near.sort { ($0.distance, $0.name) < ($1.distance, $1.name) }
        return near.prefix(countMax).map(\.name)
    }

    private static let lengthMax = 128

    /// The optimal string alignment distance: single letters put in, left out, changed, and neighbours swapped.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var before: [Int] = []
        var previous = Array(0...right.count)
        for (line, byte) in left.enumerated() {
            var row = [line + 1]
            for (column, other) in right.enumerated() {
                var least = min(previous[column + 1] + 1, row[column] + 1, previous[column] + (byte == other ? 0 : 1))
                if line > 0, column > 0, byte == right[column - 1], other == left[line - 1] {
                    least = min(least, before[column - 1] + 1)
                }
                row.append(least)
            }
            before = previous
            previous = row
        }
        return previous[right.count]
    }
}
