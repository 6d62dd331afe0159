/// A number with its noun: `1 job`, `2 jobs`.
enum Count {
    static func text(_ count: Int64, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
    static func text(_ count: Int, _ noun: String) -> String { text(Int64(count), noun) }
}
