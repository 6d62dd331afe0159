import StepJSONata

/// What an expression can reach of `$states`, found out once when it is compiled.
///
/// Building the Context Object costs more than most expressions, and few of them look at it.
package enum StatesUse: Sendable, Equatable {
    case nothing
    /// Members of `$states`, and `context` is not among them.
    case membersOnly
    case everything

    init(of expression: JSONataExpression) {
        guard expression.freeVariables.contains("states") else {
            self = .nothing
            return
        }
        let source = Array(expression.source.utf8)
        let canReachContext =
            Self.places(of: Self.context, in: source).first != nil || Self.uses(in: source).contains { $0.isEmpty }
        self = canReachContext ? .everything : .membersOnly
    }

    /// The members of `$states` that the text of an expression names, in the order of their names.
    static func members(in source: String) -> [String] { Set(uses(in: Array(source.utf8))).sorted() }

    private static let states = Array("$states".utf8)
    private static let context = Array("context".utf8)

    /// The member right after every `$states`; empty where there is none.
    private static func uses(in source: [UInt8]) -> [String] {
        places(of: states, in: source).map { place in
            let after = source[(place + states.count)...].drop { $0 <= 0x20 }
            guard after.first == UInt8(ascii: ".") else { return "" }
            let member = after.dropFirst().drop { $0 <= 0x20 }.prefix { byte in
                UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte
            }
            return String(decoding: member, as: UTF8.self)
        }
    }

    /// Where `word` begins in `source`; a plain search, since the library's costs more than the words are long.
    private static func places(of word: [UInt8], in source: [UInt8]) -> [Int] {
        guard source.count >= word.count else { return [] }
        return (0...source.count - word.count).filter { place in
            source[place] == word[0] && source[place..<place + word.count].elementsEqual(word)
        }
    }
}
