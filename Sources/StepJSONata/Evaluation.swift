import StepJSON

/// One evaluation under way: what it may know, and how much it has used of its limits.
struct Evaluation {
    let environment: JSONataEnvironment
    let scopes: [JSONObject]
    /// `$$`.
    let root: Value
    var random: RandomSource
    /// Which of the values made are looked into for their depth.
    var nestingSamples: RandomSource
    /// The call in tail position that the lambda call around it goes on with, instead of nesting.
    var tailCall: TailCall?
    /// Evaluations of `$eval` within each other.
    var evalDepth = 0
    private let depthMax: Int
    private let stepsMax: Int
    private(set) var depth = 0
    private var steps = 0

    struct TailCall {
        let callee: Function
        let arguments: [Value]
        let context: Value
        let position: Int
    }

    init(_ environment: JSONataEnvironment, scopes: [JSONObject], root: Value) {
        self.environment = environment
        self.scopes = scopes
        self.root = root
        depthMax = environment.limits.depthMax
        stepsMax = environment.limits.stepsMax
        random = RandomSource(seed: environment.seed)
        nestingSamples = RandomSource(seed: ~environment.seed)
    }

    /// The value of `node`; a sequence of one is that one, an empty sequence is undefined.
    mutating func evaluate(
        _ node: any ExpressionNode,
        _ context: Value,
        _ frame: Frame
    ) throws(JSONataError) -> Value {
        depth += 1
        steps += 1
        if depth > depthMax { throw Self.tooDeep(depthMax, at: node.position) }
        if steps > stepsMax { throw Self.tooLong(stepsMax, at: node.position) }
        let value = try node.evaluate(&self, context, frame)
        depth -= 1
        return value.collapsed
    }

    /// The variable of this name in the scopes handed in.
    func scoped(_ name: String) -> JSONValue? {
        for scope in scopes {
            if let value = scope[name] { return value }
        }
        return nil
    }

    /// Counts work against the limit.
    mutating func spend(_ count: Int, at position: Int = JSONataError.nowhere) throws(JSONataError) {
        steps += count
        if steps > stepsMax { throw Self.tooLong(stepsMax, at: position) }
    }

    // The errors are made apart, by functions that see nothing of the evaluation: each level of a recursion would
    // otherwise take the stack that they need.

    @inline(never)
    private static func tooDeep(_ depthMax: Int, at position: Int) -> JSONataError {
        JSONataError(
            code: "U1001",
            message: "Stack overflow: evaluations are nested more than \(depthMax) deep",
            position: position
        )
    }

    @inline(never)
    private static func tooLong(_ stepsMax: Int, at position: Int) -> JSONataError {
        JSONataError(
            code: "U1001",
            message: "Expression evaluation timeout: it takes more than \(stepsMax) steps",
            position: position
        )
    }

    /// Refuses a string that is longer than the limit.
    func check(bytes count: Int) throws(JSONataError) {
        if count > environment.limits.resultBytesMax {
            throw JSONataError(
                "U1001",
                "Expression evaluation memory limit exceeded: \(environment.limits.resultBytesMax) bytes"
            )
        }
    }
}

extension Value {
    /// What a sequence stands for: nothing, its only value, or itself. Any other value is itself.
    @inline(__always) var collapsed: Value {
        guard case .list(let list) = self, list.isSequence else { return self }
        switch list.count {
        case 0: return .undefined
        case 1 where !list.keepsSingleton: return list[0]
        default: return self
        }
    }
}

extension JSONataError {
    /// A place still to be filled in by the call the error comes from.
    static let nowhere = -1

    /// An error of a function, which does not know where it was called.
    init(_ code: String, _ message: String) {
        self.init(code: code, message: message, position: Self.nowhere)
    }
}
