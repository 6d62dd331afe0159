/// What the value of a key may be.
///
/// For the JSON Schema, the reference page and the messages about keys; the decoder reads the value itself, and so gives
/// the error at the very place.
package indirect enum KeyForm: Sendable, Equatable {
    /// Any text that is not empty.
    case text
    /// A text that a whole ECMA 262 regular expression matches, and what it is called: `service.action`.
    case pattern(String, shown: String)
    /// One of some words.
    case word([String])
    /// `true` or `false`.
    case flag
    case integer(ClosedRange<Int>)
    /// A number that is not less.
    case number(min: Double)
    /// `90s`, `1h30m`.
    case duration
    /// `512M`, `2G`.
    case size
    /// `"{% … %}"`.
    case expression
    /// Any value at all.
    case any
    /// A mapping with the keys of a table.
    case mapping(KeyTable.Kind)
    /// A mapping of names of one's own, such as `env`.
    case values(KeyForm)
    case list(KeyForm)
    case either([KeyForm])

    /// The form in a few words: `text, mapping or list`.
    package var shown: String {
        switch self {
        case .text: "text"
        case .pattern(_, let shown): shown
        case .word(let words): Self.joined(words)
        case .flag: "true or false"
        case .integer(let range): range.upperBound == Int.max ? "count" : "\(range.lowerBound) to \(range.upperBound)"
        case .number(let min): "number of at least \(min == min.rounded() ? String(Int(min)) : String(min))"
        case .duration: "duration"
        case .size: "size"
        case .expression: "expression"
        case .any: "any value"
        case .mapping(let kind): kind.table.isNamed ? kind.table.owner : "mapping"
        case .values: "mapping"
        case .list(let element): "list of \(element.plural)"
        case .either(let forms): Self.joined(forms.map(\.shown))
        }
    }

    private var plural: String {
        switch self {
        case .text: "texts"
        case .any: "values"
        case .either(let forms): Self.joined(forms.map(\.plural))
        case .values: "mappings"
        case .list: "lists"
        case .mapping(let kind): kind.table.isNamed ? "\(kind.table.owner)s" : "mappings"
        default: "\(shown)s"
        }
    }

    private static func joined(_ words: [String]) -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return "\(words.dropLast().joined(separator: ", ")) or \(last)"
    }

    /// An error's name, or a list of such.
    static let errors = KeyForm.either([.text, .list(.text)])
    /// A list of steps.
    static let steps = KeyForm.list(.mapping(.step))
    /// The name of a step, which is a variable's too.
    static let identifier = KeyForm.pattern("[A-Za-z_][A-Za-z0-9_]{0,63}", shown: "name")
    /// A call of an AWS API.
    static let serviceAction = KeyForm.pattern("[A-Za-z0-9-]+\\.[A-Za-z0-9]+", shown: "service.action")
}
