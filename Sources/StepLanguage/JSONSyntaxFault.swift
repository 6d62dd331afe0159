/// What AWS says of a definition that is not JSON: the words and the place of Jackson, the parser behind the service.
///
/// Recorded was `Unrecognized token 'not': was expecting (…)` with ` at [Source: (String)"…"; line: 1, column: 4]`; the
/// other texts are the ones that the parser is known for. It counts UTF-16 units, and names the place behind the sign
/// that it stumbled over.
struct JSONSyntaxFault {
    let message: String
    /// `[Source: (String)"…"; line: 1, column: 4]`.
    let location: String

    /// Units of the text that a location repeats.
    private static let excerptUnitsMax = 500
    /// A longer text is read through a reader, whose content a location does not show.
    static let stringUnitsMax = 0x8000
    /// What such a reader takes at once.
    private static let readerUnits = 4_000

    /// `message` at `offset` of `units`; `isAtEnd` says that the parser had asked for more and got nothing.
    init(_ message: String, in units: [UInt16], at offset: Int, isAtEnd: Bool = false) {
        self.message = message
        location = Self.location(in: units, at: offset, isAtEnd: isAtEnd)
    }

    /// The place before the unit at `offset`.
    ///
    /// Where the text ended, Jackson has already subtracted the buffer that it could not refill, and so counts its units
    /// twice: `abc` is an unrecognized token at column 7.
    static func location(in units: [UInt16], at offset: Int, isAtEnd: Bool = false) -> String {
        var line = 1
        var lineStart = 0
        var index = 0
        while index < offset {
            let unit = units[index]
            index += 1
            guard unit == 0x0A || unit == 0x0D else { continue }
            if unit == 0x0D, index < units.count, units[index] == 0x0A { index += 1 }
            line += 1
            lineStart = index
        }
        var column = offset - lineStart + 1
        if isAtEnd {
            column += units.count > stringUnitsMax ? (units.count - 1) % readerUnits + 1 : units.count
        }
        return "[Source: \(source(units)); line: \(line), column: \(column)]"
    }

    private static func source(_ units: [UInt16]) -> String {
        guard units.count <= stringUnitsMax else { return "(StringReader)" }
        let excerpt = String(decoding: units.prefix(excerptUnitsMax), as: UTF16.self)
        let rest = units.count - excerptUnitsMax
        return "(String)\"\(excerpt)\"" + (rest > 0 ? "[truncated \(rest) chars]" : "")
    }
}
