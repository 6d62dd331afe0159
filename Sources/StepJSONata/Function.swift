/// Something that can be called: a function of the language, a lambda, or one made from others.
final class Function {
    enum Kind {
        case builtin(Builtin)
        case lambda(Closure)
        /// Some arguments given, the others (nil) still to come.
        case partial(Function, [Value?])
        /// `f ~> g`: the first, then the second on its result.
        case chain(Function, Function)
        case regex(RegularExpression)
        case transform(TransformNode, Frame)
        /// The `next` member of a match.
        case nextMatch(RegularExpression, [Unicode.Scalar], from: Int)
    }

    let kind: Kind

    init(_ kind: Kind) { self.kind = kind }

    /// How many arguments it takes: a higher-order function hands it no more.
    var arity: Int {
        switch kind {
        case .builtin(let builtin): builtin.arity
        case .lambda(let closure): closure.lambda.parameterCount
        case .partial(_, let arguments): arguments.count { $0 == nil }
        case .chain, .regex, .transform: 1
        case .nextMatch: 0
        }
    }
}

/// A lambda with the place it was made in: its frame and its context.
struct Closure {
    let lambda: LambdaNode
    let frame: Frame
    let context: Value

    /// The frame of a call with these arguments, which the signature is asked about.
    func frame(_ arguments: [Value], context: Value) throws(JSONataError) -> Frame {
        var arguments = arguments
        if let signature = lambda.signature { arguments = try signature.validate(arguments, context: context) }
        return frame { place in place < arguments.count ? arguments[place] : .undefined }
    }

    /// The frame of a call with these arguments.
    func frame(_ argument: (_ place: Int) -> Value) -> Frame {
        var slots: [Value?] = []
        slots.reserveCapacity(lambda.slotCount)
        for place in 0..<lambda.parameterCount { slots.append(argument(place)) }
        while slots.count < lambda.slotCount { slots.append(nil) }
        return Frame(parent: frame, slots: slots)
    }
}

/// A function of the language.
final class Builtin: Sendable {
    typealias Body = @Sendable (inout Evaluation, Arguments) throws(JSONataError) -> Value

    let name: String
    let signature: Signature?
    /// Parameters a higher-order function fills.
    let arity: Int
    let body: Body

    /// The signature is as in the documentation, `<s-nn?:s>`; nil where the function checks for itself.
    init(_ name: String, _ signature: String?, arity: Int? = nil, _ body: @escaping Body) {
        self.name = name
        self.signature = signature.flatMap { Signature(builtin: $0) }
        self.arity = arity ?? self.signature?.parameterCount ?? 0
        self.body = body
    }
}

/// The arguments of one call; any that was not given is undefined.
struct Arguments {
    let values: [Value]
    /// The context the call was made in.
    let context: Value

    var count: Int { values.count }

    subscript(index: Int) -> Value { index < values.count ? values[index] : .undefined }
}
