import StepJSON

/// A node of a compiled expression.
protocol ExpressionNode: AnyObject, Sendable {
    /// Bytes from the start of the source.
    var position: Int { get }

    /// The value, where a sequence is not yet collapsed: `Evaluation.evaluate` does that.
    func evaluate(
        _ evaluation: inout Evaluation,
        _ context: Value,
        _ frame: Frame
    ) throws(JSONataError) -> Value
}

/// A constant.
final class LiteralNode: ExpressionNode {
    let position: Int
    let value: JSONValue

    init(_ value: JSONValue, at position: Int) {
        self.value = value
        self.position = position
    }

    func evaluate(_ evaluation: inout Evaluation, _ context: Value, _ frame: Frame) throws(JSONataError) -> Value {
        .json(value)
    }
}

/// A regular expression, which is a function from a string to its first match.
final class RegexNode: ExpressionNode {
    let position: Int
    let regex: RegularExpression

    init(_ regex: RegularExpression, at position: Int) {
        self.regex = regex
        self.position = position
    }

    func evaluate(_ evaluation: inout Evaluation, _ context: Value, _ frame: Frame) throws(JSONataError) -> Value {
        .function(Function(.regex(regex)))
    }
}

/// `$`: the context.
final class ContextNode: ExpressionNode {
    let position: Int

    init(at position: Int) { self.position = position }

    func evaluate(_ evaluation: inout Evaluation, _ context: Value, _ frame: Frame) throws(JSONataError) -> Value {
        if case .list(let list) = context, list.isOuterWrapper { return list[0] }
        return context
    }
}

/// `$$`: the input of the whole expression.
final class RootNode: ExpressionNode {
    let position: Int

    init(at position: Int) { self.position = position }

    func evaluate(_ evaluation: inout Evaluation, _ context: Value, _ frame: Frame) throws(JSONataError) -> Value {
        evaluation.root
    }
}

/// A variable: in the frames around it, else in the scopes handed in, else a function of the language.
final class VariableNode: ExpressionNode {
    /// A place it may be bound in: frames outwards, then the slot.
    struct Place: Sendable {
        let hops: Int
        let slot: Int
    }

    let position: Int
    let name: String
    let places: [Place]
    let builtin: Builtin?

    init(_ name: String, _ places: [Place], _ builtin: Builtin?, at position: Int) {
        self.name = name
        self.places = places
        self.builtin = builtin
        self.position = position
    }

    func evaluate(_ evaluation: inout Evaluation, _ context: Value, _ frame: Frame) throws(JSONataError) -> Value {
        for place in places {
            var owner = frame
            for _ in 0..<place.hops {
                guard let parent = owner.parent else { preconditionFailure("no frame for $\(name)") }
                owner = parent
            }
            if let value = owner.slots[place.slot] { return value }
        }
        if let value = evaluation.scoped(name) { return .json(value) }
        return builtin.map { .function(Function(.builtin($0))) } ?? .undefined
    }
}

/// `$x := value`.
final class BindNode: ExpressionNode {
    let position: Int
    let place: VariableNode.Place
    let value: any ExpressionNode

    init(_ place: VariableNode.Place, _ value: any ExpressionNode, at position: Int) {
        self.place = place
        self.value = value
        self.position = position
    }

    func evaluate(_ evaluation: inout Evaluation, _ context: Value, _ frame: Frame) throws(JSONataError) -> Value {
        let value = try evaluation.evaluate(value, context, frame)
        var owner = frame
        for _ in 0..<place.hops {
            guard let parent = owner.parent else { preconditionFailure("no frame for a binding") }
            owner = parent
        }
        owner.slots[place.slot] = value
        return value
    }
}

/// A member by name: of an object, or of each object of an array.
final class NameNode: ExpressionNode {
    let position: Int
    let name: String

    init(_ name: String, at position: Int) {
        self.name = name
        self.position = position
    }

    func evaluate(_ evaluation: inout Evaluation, _ context: Value, _ frame: Frame) throws(JSONataError) -> Value {
        switch context {
        case .json(.array(let values)): return .list(try collected(values, &evaluation))
        case .list(let list):
            if let values = list.heldJSON { return .list(try collected(values, &evaluation)) }
            var values: [Value] = []
            try collect(list, into: &values, &evaluation)
            return .sequence(values)
        default: return context.member(name)
        }
    }

    /// The members of this name of all objects in an array.
    func collected(_ elements: [JSONValue], _ evaluation: inout Evaluation) throws(JSONataError) -> List {
        var found: [JSONValue] = []
        var hint = 0
        try collect(elements, into: &found, near: &hint, &evaluation)
        return List(json: found, isSequence: true)
    }

    /// The members of this name of all elements, as a path has it: each element's own sequence is collapsed first, and
    /// at the end of a path an array that is the only one found stays an array.
    func collectedFlat(
        _ elements: [JSONValue],
        isLast: Bool,
        _ evaluation: inout Evaluation
    ) throws(JSONataError) -> List {
        try evaluation.spend(elements.count, at: position)
        var found: [JSONValue] = []
        var foundCount = 0
        var isArray = false
        var hint = 0
        let bytes = name.utf8Span.span
        for element in elements {
            switch element {
            case .object(let object):
                guard let value = object.value(of: name, bytes, near: &hint) else { continue }
                isArray = Self.append(value, to: &found)
            case .array(let inner):
                let values = try collected(inner, &evaluation).jsonValues
                if values.isEmpty { continue }
                if values.count == 1 { isArray = Self.append(values[0], to: &found) } else { found += values }
            default: continue
            }
            foundCount += 1
        }
        return List(json: found, isSequence: !(isLast && isArray && foundCount == 1))
    }

    /// Appends a value, or the elements of an array; whether it was one.
    private static func append(_ value: JSONValue, to found: inout [JSONValue]) -> Bool {
        guard case .array(let values) = value else {
            found.append(value)
            return false
        }
        found.append(contentsOf: values)
        return true
    }

    private func collect(
        _ elements: [JSONValue],
        into found: inout [JSONValue],
        near hint: inout Int,
        _ evaluation: inout Evaluation
    ) throws(JSONataError) {
        try evaluation.spend(elements.count, at: position)
        let bytes = name.utf8Span.span
        for element in elements {
            switch element {
            case .object(let object):
                guard let value = object.value(of: name, bytes, near: &hint) else { continue }
                if case .array(let values) = value { found.append(contentsOf: values) } else { found.append(value) }
            case .array(let inner): try collect(inner, into: &found, near: &hint, &evaluation)
            default: break
            }
        }
    }

    private func collect(
        _ list: List,
        into values: inout [Value],
        _ evaluation: inout Evaluation
    ) throws(JSONataError) {
        try evaluation.spend(list.count, at: position)
        for element in list {
            if let inner = element.listValue {
                try collect(inner, into: &values, &evaluation)
            } else {
                let value = element.member(name)
                if !value.isUndefined { values.appendFlat(value) }
            }
        }
    }
}

/// `*`: the values of all members.
final class WildcardNode: ExpressionNode {
    let position: Int

    init(at position: Int) { self.position = position }

    func evaluate(_ evaluation: inout Evaluation, _ context: Value, _ frame: Frame) throws(JSONataError) -> Value {
        var context = context
        if case .list(let list) = context, list.isOuterWrapper { context = list[0] }
        var values: [Value] = []
        let found = context.members?.map(\.value) ?? context.listValue?.values ?? []
        try evaluation.spend(found.count, at: position)
        for value in found { Self.flatten(value, into: &values) }
        return .sequence(values)
    }

    private static func flatten(_ value: Value, into values: inout [Value]) {
        guard let list = value.listValue else { return values.append(value) }
        for element in list { flatten(element, into: &values) }
    }
}

/// `**`: the value and everything within it, parents first.
final class DescendantsNode: ExpressionNode {
    let position: Int

    init(at position: Int) { self.position = position }

    func evaluate(_ evaluation: inout Evaluation, _ context: Value, _ frame: Frame) throws(JSONataError) -> Value {
        guard !context.isUndefined else { return .undefined }
        var values: [Value] = []
        try collect(context, into: &values, &evaluation)
        return .sequence(values)
    }

    private func collect(
        _ value: Value,
        into values: inout [Value],
        _ evaluation: inout Evaluation
    ) throws(JSONataError) {
        try evaluation.spend(1, at: position)
        if let list = value.listValue {
            for element in list { try collect(element, into: &values, &evaluation) }
            return
        }
        values.append(value)
        for member in value.members ?? [] { try collect(member.value, into: &values, &evaluation) }
    }
}
