/// Makes lines of output as it comes, with secrets taken out.
///
/// A line is what ends with a line feed, or ``lineBytesMax`` bytes of one that is longer. A secret that spans several
/// lines is known by each of its own lines.
struct LineSplitter {
    private var rest: [UInt8] = []
    private let secrets: [[UInt8]]

    /// What journald takes in one entry without further ado.
    static let lineBytesMax = 32 << 10
    /// What stands where a secret was.
    static let mask = Array("***".utf8)
    /// A shorter text is not looked for: it would be found everywhere.
    static let secretBytesMin = 4

    init(secrets: [String]) {
        let parts = secrets.flatMap { $0.split(whereSeparator: \.isNewline) }
        self.secrets = Set(parts.map { Array($0.utf8) }).filter { $0.count >= Self.secretBytesMin }
            .sorted { ($0.count, $1.first ?? 0) > ($1.count, $0.first ?? 0) }
    }

    /// Takes bytes; the lines that they complete, each with its line feed.
    mutating func take(_ bytes: some Collection<UInt8>) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        for byte in bytes {
            rest.append(byte)
            if byte == UInt8(ascii: "\n") || rest.count >= Self.lineBytesMax { lines.append(takeRest()) }
        }
        return lines
    }

    /// What is left, without a line feed.
    mutating func finish() -> [[UInt8]] { rest.isEmpty ? [] : [takeRest()] }

    private mutating func takeRest() -> [UInt8] {
        defer { rest.removeAll(keepingCapacity: true) }
        return masked(rest)
    }

    private func masked(_ line: [UInt8]) -> [UInt8] {
        guard !secrets.isEmpty else { return line }
        var result: [UInt8] = []
        var index = 0
        while index < line.count {
            if let secret = secrets.first(where: { line[index...].starts(with: $0) }) {
                result += Self.mask
                index += secret.count
            } else {
                result.append(line[index])
                index += 1
            }
        }
        return result
    }
}
