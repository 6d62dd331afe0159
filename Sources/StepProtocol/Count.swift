/// A number with its noun, as daemon and client say it: `1 job`, `2 jobs`.
package enum Count {
    package static func text(_ count: some BinaryInteger, _ noun: String) -> String {
        "\(count) \(noun)\(count == 1 ? "" : "s")"
    }
}
