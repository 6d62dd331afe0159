/// Whether an execution took the path that is expected.
enum PathMatch {
    /// Stands for any number of states.
    static let any = "..."

    /// Whether `taken` is as `expected` says.
    static func holds(_ expected: [String], _ taken: [String]) -> Bool {
        // Greedy with one way back, as for shell patterns: linear for one wildcard, and bounded by the product of both.
        var place = 0
        var wanted = 0
        var star: (wanted: Int, place: Int)?
        while place < taken.count {
            if wanted < expected.count, expected[wanted] == any {
                star = (wanted, place)
                wanted += 1
            } else if wanted < expected.count, expected[wanted] == taken[place] {
                wanted += 1
                place += 1
            } else if let last = star {
                wanted = last.wanted + 1
                place = last.place + 1
                star = (last.wanted, place)
            } else {
                return false
            }
        }
        return expected[wanted...].allSatisfy { $0 == any }
    }
}
