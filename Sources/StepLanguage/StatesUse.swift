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
        self = Self.canReachContext(Array(expression.source.utf8)) ? .everything : .membersOnly
    }

    /// Whether the text mentions `context`, or uses `$states` in any other way than with a member right after it.
    private static func canReachContext(_ source: [UInt8]) -> Bool {
        source[...].contains("context".utf8) || uses(in: source).contains { $0.isEmpty }
    }

    /// The members of `$states` that the text of an expression names, in the order of their names.
    static func members(in source: String) -> [String] { Set(uses(in: Array(source.utf8))).sorted() }

    /// The member after every `$states`; empty where there is none right after it.
    private static func uses(in source: [UInt8]) -> [String] {
        var uses: [String] = []
        var rest = source[...]
        let name = Array("$states".utf8)
        while let place = rest.firstRange(of: name)?.upperBound {
            rest = rest[place...]
            let after = rest.drop { $0 <= 0x20 }
            guard after.first == UInt8(ascii: ".") else {
                uses.append("")
                continue
            }
            let member = after.dropFirst().drop { $0 <= 0x20 }.prefix { byte in
                UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte
            }
            uses.append(String(decoding: member, as: UTF8.self))
        }
        return uses
    }
}
