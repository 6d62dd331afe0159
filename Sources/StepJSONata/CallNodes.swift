import StepJSON

/// `f(a, b)`.
final class CallNode: ExpressionNode {
    let position: Int
    let callee: any ExpressionNode
    let arguments: [any ExpressionNode]
    /// In tail position of a lambda: a call of another lambda replaces this one instead of nesting in it.
    let isTail: Bool
    /// What `$name` there is, where the callee is the bare `name`.
    let suggestion: String?
    /// The callee, where it is a function of the language by name.
    private let named: VariableNode?

    init(
        _ callee: any ExpressionNode,
        _ arguments: [any ExpressionNode],
        isTail: Bool,
        suggestion: String?,
        at position: Int
    ) {
        self.callee = callee
        self.arguments = arguments
        self.isTail = isTail
        named = (callee as? VariableNode).flatMap { $0.places.isEmpty && $0.builtin != nil ? $0 : nil }
        self.suggestion = suggestion
        self.position = position
    }

    func evaluate(_ evaluation: inout Evaluation, _ context: Value, _ frame: Frame) throws(JSONataError) -> Value {
        try call(&evaluation, context, frame, first: nil)
    }

    /// Calls it; `value ~> f(a)` puts `first` before the arguments.
    func call(
        _ evaluation: inout Evaluation,
        _ context: Value,
        _ frame: Frame,
        first: Value?
    ) throws(JSONataError) -> Value {
        if let named, let builtin = named.builtin, evaluation.scoped(named.name) == nil {
            try evaluation.spend(1, at: position)
            let values = try arguments(&evaluation, context, frame, first: first)
            return try evaluation.call(builtin, values, context: context, at: position)
        }
        let target = try evaluation.evaluate(callee, context, frame)
        guard let function = target.functionValue else {
            throw JSONataError.notAFunction(
                target,
                "Attempted to invoke a non-function",
                code: "T1006",
                suggestion: suggestion.map { ("T1005", $0) },
                at: position
            )
        }
        let values = try arguments(&evaluation, context, frame, first: first)
        if isTail, first == nil, case .lambda = function.kind {
            evaluation.tailCall = .init(callee: function, arguments: values, context: context, position: position)
            return .undefined
        }
        return try evaluation.call(function, values, context: context, at: position)
    }

    private func arguments(
        _ evaluation: inout Evaluation,
        _ context: Value,
        _ frame: Frame,
        first: Value?
    ) throws(JSONataError) -> [Value] {
        var values: [Value] = []
        values.reserveCapacity(arguments.count + (first == nil ? 0 : 1))
        if let first { values.append(first) }
        for argument in arguments { values.append(try evaluation.evaluate(argument, context, frame)) }
        return values
    }
}

extension JSONataError {
    /// The error of a callee that is no function. Where it is undefined and the function `suggestion` exists, that name
    /// is told, with a code of its own.
    fileprivate static func notAFunction(
        _ callee: Value,
        _ message: String,
        code: String,
        suggestion: (code: String, name: String)?,
        at position: Int
    ) -> JSONataError {
        guard let suggestion, callee.isUndefined else {
            return JSONataError(code: code, message: message, position: position)
        }
        return JSONataError(
            code: suggestion.code,
            message: "\(message). Did you mean $\(suggestion.name)?",
            position: position
        )
    }
}

/// `f(a, ?)`: a function of what is left open.
final class PartialNode: ExpressionNode {
    let position: Int
    let callee: any ExpressionNode
    /// Nil where a `?` stands.
    let arguments: [(any ExpressionNode)?]
    let suggestion: String?

    init(
        _ callee: any ExpressionNode,
        _ arguments: [(any ExpressionNode)?],
        suggestion: String?,
        at position: Int
    ) {
        self.callee = callee
        self.arguments = arguments
        self.suggestion = suggestion
        self.position = position
    }

    func evaluate(_ evaluation: inout Evaluation, _ context: Value, _ frame: Frame) throws(JSONataError) -> Value {
        let target = try evaluation.evaluate(callee, context, frame)
        guard let function = target.functionValue else {
            throw JSONataError.notAFunction(
                target,
                "Attempted to partially apply a non-function",
                code: "T1008",
                suggestion: suggestion.map { ("T1007", $0) },
                at: position
            )
        }
        var given: [Value?] = []
        for argument in arguments {
            if let argument {
                given.append(try evaluation.evaluate(argument, context, frame))
            } else {
                given.append(nil)
            }
        }
        return .function(Function(.partial(function, given)))
    }
}

/// `value ~> f`, and `f ~> g`.
final class ChainNode: ExpressionNode {
    let position: Int
    let left: any ExpressionNode
    let right: any ExpressionNode

    init(_ left: any ExpressionNode, _ right: any ExpressionNode, at position: Int) {
        self.left = left
        self.right = right
        self.position = position
    }

    func evaluate(_ evaluation: inout Evaluation, _ context: Value, _ frame: Frame) throws(JSONataError) -> Value {
        let value = try evaluation.evaluate(left, context, frame)
        if let call = right as? CallNode { return try call.call(&evaluation, context, frame, first: value) }
        if let decorated = right as? DecoratedNode, let call = decorated.base as? CallNode {
            let result = try call.call(&evaluation, context, frame, first: value)
            return try decorated.decorate(result, &evaluation, frame)
        }
        guard let function = try evaluation.evaluate(right, context, frame).functionValue else {
            throw JSONataError(
                code: "T2006",
                message: "The right side of the function application operator ~> must be a function",
                position: position
            )
        }
        if case .function(let first) = value { return .function(Function(.chain(first, function))) }
        return try evaluation.call(function, [value], context: context, at: position)
    }
}

/// `function($x){ … }`.
final class LambdaNode: ExpressionNode {
    let position: Int
    let parameterCount: Int
    /// Parameters first, then what the body binds.
    let slotCount: Int
    let signature: Signature?
    let body: any ExpressionNode

    init(
        parameterCount: Int,
        slotCount: Int,
        signature: Signature?,
        body: any ExpressionNode,
        at position: Int
    ) {
        self.parameterCount = parameterCount
        self.slotCount = slotCount
        self.signature = signature
        self.body = body
        self.position = position
    }

    func evaluate(_ evaluation: inout Evaluation, _ context: Value, _ frame: Frame) throws(JSONataError) -> Value {
        .function(Function(.lambda(Closure(lambda: self, frame: frame, context: context))))
    }
}

/// `|pattern|update, delete|`: a function that changes the objects the pattern finds, in a copy of its argument.
final class TransformNode: ExpressionNode {
    let position: Int
    let pattern: any ExpressionNode
    let update: any ExpressionNode
    let delete: (any ExpressionNode)?

    init(
        pattern: any ExpressionNode,
        update: any ExpressionNode,
        delete: (any ExpressionNode)?,
        at position: Int
    ) {
        self.pattern = pattern
        self.update = update
        self.delete = delete
        self.position = position
    }

    func evaluate(_ evaluation: inout Evaluation, _ context: Value, _ frame: Frame) throws(JSONataError) -> Value {
        .function(Function(.transform(self, frame)))
    }

    /// `input` with the changes.
    func transform(_ evaluation: inout Evaluation, _ input: Value, _ frame: Frame) throws(JSONataError) -> Value {
        if input.isUndefined { return .undefined }
        guard input.isObject || input.isArray else {
            throw JSONataError(
                code: "T0410",
                message: "Argument 1 of the transform does not match its signature: it must be an object or array",
                position: position
            )
        }
        let copy = Record.copy(input)
        for match in try evaluation.evaluate(pattern, copy, frame).asList {
            guard case .record(let record) = match else { continue }
            let change = try evaluation.evaluate(update, match, frame)
            if !change.isUndefined {
                guard let members = change.members else {
                    throw JSONataError(
                        code: "T2011",
                        message: "The insert/update clause of the transform expression must evaluate to an object",
                        position: update.position
                    )
                }
                for member in members { record[member.key] = Record.copy(member.value) }
            }
            try remove(&evaluation, from: record, frame)
        }
        return Record.plain(copy)
    }

    private func remove(_ evaluation: inout Evaluation, from record: Record, _ frame: Frame) throws(JSONataError) {
        guard let delete else { return }
        let keys = try evaluation.evaluate(delete, .record(record), frame)
        for key in keys.asList {
            guard let key = key.stringValue else {
                throw JSONataError(
                    code: "T2012",
                    message: "The delete clause of the transform expression must evaluate to a string or array of them",
                    position: delete.position
                )
            }
            record[key] = nil
        }
    }
}
