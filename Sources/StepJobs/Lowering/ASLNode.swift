import StepJSON
import StepYAML

/// What a piece of generated Amazon States Language is.
indirect enum ASLContent {
    case leaf(JSONValue)
    case array([ASLNode])
    case object([ASLMember])
}

/// One member of a generated object.
struct ASLMember {
    var key: String
    var value: ASLNode
}

/// A piece of generated Amazon States Language with the part of the job file it came from.
struct ASLNode {
    var content: ASLContent
    /// Nil where it is that of the piece around it.
    var origin: SourceMap.Origin?

    init(_ content: ASLContent, origin: SourceMap.Origin? = nil) {
        self.content = content
        self.origin = origin
    }

    static func leaf(_ value: JSONValue, _ range: SourceRange? = nil) -> ASLNode {
        ASLNode(.leaf(value), origin: range.map { SourceMap.Origin(value: $0) })
    }

    static func string(_ text: String, _ range: SourceRange? = nil) -> ASLNode { leaf(.string(text), range) }

    static func integer(_ number: Int, _ range: SourceRange? = nil) -> ASLNode {
        leaf(.number(JSONNumber(number)), range)
    }

    /// A string made from pieces of the file.
    static func text(_ text: MappedText, _ range: SourceRange) -> ASLNode {
        ASLNode(.leaf(.string(text.text)), origin: SourceMap.Origin(value: range, runs: text.runs))
    }

    static func array(_ items: [ASLNode], _ range: SourceRange? = nil) -> ASLNode {
        ASLNode(.array(items), origin: range.map { SourceMap.Origin(value: $0) })
    }

    /// An object; members that are nil are left out.
    static func object(_ members: [(String, ASLNode?)], _ range: SourceRange? = nil) -> ASLNode {
        ASLNode(
            .object(members.compactMap { key, value in value.map { ASLMember(key: key, value: $0) } }),
            origin: range.map { SourceMap.Origin(value: $0) }
        )
    }

    /// A scalar as text, with the places of its pieces; nil for anything else.
    var mappedText: MappedText? {
        switch content {
        case .leaf(.string(let text)): MappedText(text, runs: origin?.runs ?? [])
        case .leaf(.number(let number)): MappedText(number.text)
        case .leaf(.bool(let value)): MappedText(value ? "true" : "false")
        default: nil
        }
    }

    /// The definition itself.
    var value: JSONValue {
        switch content {
        case .leaf(let value): value
        case .array(let items): .array(items.map(\.value))
        case .object(let members): .object(JSONObject(members.map { ($0.key, $0.value.value) }))
        }
    }
}
