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
        if source[...].contains("context".utf8) { return true }
        var rest = source[...]
        let name = Array("$states".utf8)
        while let place = rest.firstRange(of: name)?.upperBound {
            rest = rest[place...]
            let after = rest.drop { $0 <= 0x20 }
            guard after.first == UInt8(ascii: ".") else { return true }
            let member = after.dropFirst().drop { $0 <= 0x20 }
            guard let first = member.first, UInt8(ascii: "a")...UInt8(ascii: "z") ~= first else { return true }
        }
        return false
    }
}
