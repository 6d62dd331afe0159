/// Reads the part of XML 1.0 that services answer with: elements, attributes, text, CDATA, comments, references.
///
/// Bounded in size, depth and number of elements. Document types are refused, and with them external and recursive
/// entities: the five predefined ones and character references are all there is.
package struct XMLReader {
    /// How large a document may be before it is an error.
    package struct Limits: Sendable {
        package var bytesMax = 16 << 20
        package var depthMax = 128
        package var elementsMax = 1 << 20

        package init() {}
    }

    private let bytes: [UInt8]
    private let limits: Limits
    private var position = 0
    private var elementCount = 0

    private init(_ bytes: [UInt8], _ limits: Limits) {
        self.bytes = bytes
        self.limits = limits
    }

    /// The root element of a whole document.
    package static func read(_ bytes: [UInt8], limits: Limits = Limits()) throws(XMLError) -> XMLNode {
        var reader = XMLReader(bytes, limits)
        guard bytes.count <= limits.bytesMax else {
            throw reader.error("the document is longer than \(limits.bytesMax) bytes")
        }
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { reader.position = 3 }
        try reader.skipMiscellany()
        guard reader.peek() == UInt8(ascii: "<") else { throw reader.error("expected an element") }
        let root = try reader.element(depth: 1)
        try reader.skipMiscellany()
        guard reader.position == bytes.count else { throw reader.error("there is more after the root element") }
        return root
    }

    private mutating func element(depth: Int) throws(XMLError) -> XMLNode {
        elementCount += 1
        guard depth <= limits.depthMax else { throw error("elements are nested more than \(limits.depthMax) deep") }
        guard elementCount <= limits.elementsMax else { throw error("there are over \(limits.elementsMax) elements") }
        position += 1
        let name = try self.name()
        var node = XMLNode(name: Self.localName(name), attributes: [], children: [], text: "")
        while true {
            skipWhiteSpace()
            if take("/>") { return node }
            if take(">") { break }
            node.attributes.append(try attribute())
        }
        var text: [UInt8] = []
        while true {
            guard position < bytes.count else { throw error("element `\(name)` is not closed") }
            if take("</") {
                guard try self.name() == name else { throw error("expected the end of element `\(name)`") }
                skipWhiteSpace()
                guard take(">") else { throw error("expected `>`") }
                node.text = try string(text)
                return node
            }
            if take("<![CDATA[") {
                text.append(contentsOf: try upTo("]]>"))
            } else if take("<!--") {
                _ = try upTo("-->")
            } else if take("<?") {
                _ = try upTo("?>")
            } else if peek() == UInt8(ascii: "<") {
                node.children.append(try element(depth: depth + 1))
            } else {
                try appendCharacter(to: &text)
            }
        }
    }

    private mutating func attribute() throws(XMLError) -> (name: String, value: String) {
        let name = try self.name()
        skipWhiteSpace()
        guard take("=") else { throw error("expected `=` after attribute `\(name)`") }
        skipWhiteSpace()
        guard let quote = peek(), quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
            throw error("expected the quoted value of attribute `\(name)`")
        }
        position += 1
        var value: [UInt8] = []
        while let byte = peek(), byte != quote {
            guard byte != UInt8(ascii: "<") else { throw error("`<` in the value of attribute `\(name)`") }
            try appendCharacter(to: &value)
        }
        guard peek() == quote else { throw error("the value of attribute `\(name)` is not closed") }
        position += 1
        return (Self.localName(name), try string(value))
    }

    /// Appends the byte here, or what the reference here stands for; line ends become one line feed (XML 1.0, 2.11).
    private mutating func appendCharacter(to text: inout [UInt8]) throws(XMLError) {
        let byte = bytes[position]
        position += 1
        if byte == 0x0D {
            if peek() == 0x0A { position += 1 }
            text.append(0x0A)
            return
        }
        guard byte == UInt8(ascii: "&") else {
            text.append(byte)
            return
        }
        let reference = String(decoding: try upTo(";", bytesMax: 12), as: UTF8.self)
        switch reference {
        case "amp": text.append(UInt8(ascii: "&"))
        case "lt": text.append(UInt8(ascii: "<"))
        case "gt": text.append(UInt8(ascii: ">"))
        case "quot": text.append(UInt8(ascii: "\""))
        case "apos": text.append(UInt8(ascii: "'"))
        default:
            guard let scalar = Self.scalar(of: reference) else { throw error("unknown reference `&\(reference);`") }
            text.append(contentsOf: String(Character(scalar)).utf8)
        }
    }

    private static func scalar(of reference: String) -> Unicode.Scalar? {
        if reference.hasPrefix("#x") { return UInt32(reference.dropFirst(2), radix: 16).flatMap(Unicode.Scalar.init) }
        if reference.hasPrefix("#") { return UInt32(reference.dropFirst()).flatMap(Unicode.Scalar.init) }
        return nil
    }

    private mutating func skipMiscellany() throws(XMLError) {
        while true {
            skipWhiteSpace()
            if take("<?") {
                _ = try upTo("?>")
            } else if take("<!--") {
                _ = try upTo("-->")
            } else if take("<!") {
                throw error("document types are not accepted")
            } else {
                return
            }
        }
    }
}

// MARK: - Bytes

extension XMLReader {
    private static func localName(_ name: String) -> String {
        guard let colon = name.utf8.firstIndex(of: UInt8(ascii: ":")) else { return name }
        return String(name[name.utf8.index(after: colon)...])
    }

    private mutating func name() throws(XMLError) -> String {
        let start = position
        scan: while let byte = peek() {
            switch byte {
            case 0x20, 0x09, 0x0A, 0x0D, UInt8(ascii: "/"), UInt8(ascii: ">"), UInt8(ascii: "="), UInt8(ascii: "<"):
                break scan
            default: position += 1
            }
        }
        guard position > start else { throw error("expected a name") }
        return try string(Array(bytes[start..<position]))
    }

    private mutating func upTo(_ end: StaticString, bytesMax: Int = .max) throws(XMLError) -> ArraySlice<UInt8> {
        let start = position
        while position < bytes.count, position - start <= bytesMax {
            let here = position
            if take(end) { return bytes[start..<here] }
            position += 1
        }
        position = start
        throw error("expected `\(end)`")
    }

    private func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func take(_ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard position + count <= bytes.count else { return false }
        for offset in 0..<count where bytes[position + offset] != text.utf8Start[offset] { return false }
        position += count
        return true
    }

    private mutating func skipWhiteSpace() {
        while let byte = peek(), byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { position += 1 }
    }

    private func string(_ bytes: [UInt8]) throws(XMLError) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw error("the text is not valid UTF-8") }
        return text
    }

    private func error(_ message: String) -> XMLError { XMLError(message: message, offset: min(position, bytes.count)) }
}
