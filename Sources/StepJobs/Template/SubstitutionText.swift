/// The text of `Fn::Sub`, cut into what stays and what is replaced.
enum SubstitutionText {
    enum Piece: Equatable {
        /// Bytes that stay as they are.
        case literal(Range<Int>)
        /// `${name}`, and where it stands.
        case name(String, Range<Int>)
    }

    /// CloudFormation's names and attributes are shorter.
    private static let nameBytesMax = 512

    /// The pieces in order. `${!text}` stays, as `${text}`; a `${` without an end stays too.
    static func pieces(of bytes: [UInt8]) -> [Piece] {
        var pieces: [Piece] = []
        var copied = 0
        var place = 0
        func copy(to end: Int) { if copied < end { pieces.append(.literal(copied..<end)) } }
        while place + 1 < bytes.count {
            guard bytes[place] == UInt8(ascii: "$"), bytes[place + 1] == UInt8(ascii: "{"),
                let close = bytes[(place + 2)...].prefix(nameBytesMax).firstIndex(of: UInt8(ascii: "}"))
            else {
                place += 1
                continue
            }
            if bytes[place + 2] == UInt8(ascii: "!") {
                copy(to: place + 2)
                copied = place + 3
            } else {
                copy(to: place)
                let name = String(decoding: bytes[(place + 2)..<close], as: UTF8.self)
                let trimmed = name.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed()
                pieces.append(.name(String(trimmed), place..<close + 1))
                copied = close + 1
            }
            place = close + 1
        }
        copy(to: bytes.count)
        return pieces
    }
}
