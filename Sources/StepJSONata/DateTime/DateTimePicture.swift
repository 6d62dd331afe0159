/// How a date and time are written: a picture of XPath's format-dateTime (F&O 3.1, 9.8.4), `[Y0001]-[M01]-[D01]`.
struct DateTimePicture {
    /// Text as it is, or a marker that something else takes the place of.
    enum Part {
        case literal([Unicode.Scalar])
        case component(DateTimeComponent)
    }

    private(set) var parts: [Part] = []

    /// `2018-03-23T10:33:36.617Z`, with the offset instead of `Z` outside UTC.
    static let timestamp = "[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01].[f001][Z01:01t]"

    /// Reads a picture; `[[` and `]]` in it are brackets as such.
    init(_ picture: String) throws(JSONataError) {
        var literal: [Unicode.Scalar] = []
        var pieces: [(literal: [Unicode.Scalar], marker: ArraySlice<Unicode.Scalar>)] = []
        var rest = Array(picture.unicodeScalars)[...]
        while let scalar = rest.popFirst() {
            if scalar == "[", rest.first != "[" {
                guard let end = rest.firstIndex(of: "]") else {
                    throw JSONataError("D3135", "No matching closing bracket ']' in date/time picture string")
                }
                pieces.append((literal, rest[..<end].filter { !$0.properties.isWhitespace }[...]))
                literal = []
                rest = rest[(end + 1)...]
            } else {
                if scalar == "[" || scalar == "]", rest.first == scalar { rest.removeFirst() }
                literal.append(scalar)
            }
        }
        for piece in pieces {
            if !piece.literal.isEmpty { parts.append(.literal(piece.literal)) }
            parts.append(.component(try DateTimeComponent(piece.marker)))
        }
        if !literal.isEmpty { parts.append(.literal(literal)) }
    }

    /// The moment as the picture shows it in a time zone; `evaluation` bounds the length.
    func text(
        milliseconds: Int64,
        _ offset: TimeZoneOffset,
        _ evaluation: Evaluation
    ) throws(JSONataError) -> String {
        let moment = ZonedDateTime(milliseconds: milliseconds, offset)
        var text = ""
        for part in parts {
            switch part {
            case .literal(let scalars): text.unicodeScalars.append(contentsOf: scalars)
            case .component(let component): text += component.text(moment)
            }
            try evaluation.check(bytes: text.utf8.count)
        }
        return text
    }
}
