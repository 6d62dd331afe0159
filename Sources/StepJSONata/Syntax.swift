import StepJSON

/// An expression as it was written, after the rules of paths were applied: what the parser makes and the compiler
/// reads.
///
/// It is a class because later tokens add to earlier expressions: `[]` and predicates to a step, `%` to the step
/// whose parent is asked for.
final class Syntax {
    indirect enum Kind {
        case path([Syntax])
        case name(String)
        case literal(JSONValue)
        case variable(String)
        case wildcard
        case descendants
        case parent(AncestorLabel)
        case regex(RegularExpression)
        case binary(Symbol, Syntax, Syntax)
        case negate(Syntax)
        case array([Syntax])
        case object([(key: Syntax, value: Syntax)])
        case condition(Syntax, then: Syntax, otherwise: Syntax?)
        case bind(String, Syntax)
        case block([Syntax])
        case chain(Syntax, Syntax)
        case call(Syntax, [Syntax], isPartial: Bool)
        case lambda(parameters: [String], signature: Signature?, body: Syntax)
        case transform(pattern: Syntax, update: Syntax, delete: Syntax?)
        case sort([(key: Syntax, isDescending: Bool)])
        case placeholder
    }

    /// What narrows or numbers the values of a step.
    enum Stage {
        case filter(Syntax)
        case index(String)
    }

    var kind: Kind
    let position: Int
    /// `[]` was written after it.
    var keepsArray = false
    /// A path one of whose steps keeps arrays.
    var keepsSingleton = false
    /// An array constructor that begins or ends a path.
    var isConstructed = false
    /// Predicates, or `#` after one. Those of a path belong to its last step.
    var stages: [Stage] = []
    var group: [(key: Syntax, value: Syntax)]?
    var groupPosition = 0
    /// The variable that `@` binds.
    var focus: String?
    /// The variable that `#` binds.
    var index: String?
    var ancestor: AncestorLabel?
    var isTuple = false
    /// `%` within it that looks for a step outside.
    var seekingParent: [AncestorLabel] = []

    init(_ kind: Kind, at position: Int) {
        self.kind = kind
        self.position = position
    }

    var pathSteps: [Syntax]? {
        guard case .path(let steps) = kind else { return nil }
        return steps
    }

    /// The step that `[`, `@` and `#` after this expression belong to.
    var lastStep: Syntax { pathSteps?.last ?? self }

    var isParent: Bool {
        if case .parent = kind { return true }
        return false
    }
}

/// The place of one `%`: the variable that its step will bind, and how many levels up that step is.
final class AncestorLabel {
    var name: String
    var level = 1

    init(_ number: Int) { name = "!\(number)" }
}
