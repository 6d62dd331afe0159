package import StepJSON

/// A JSONata expression (https://docs.jsonata.org), parsed and resolved once, evaluated many times.
///
/// The text becomes a syntax tree, then nodes in which every variable has a numbered place and every function of the
/// language is known; an evaluation reads no text and looks up no names but those of the scopes it is handed.
package struct JSONataExpression: Sendable {
    /// Which language the text is in.
    package enum Dialect: Sendable {
        /// JSONata as its documentation has it, version 2.2.
        case plain
        /// JSONata as Step Functions has it, version 2.0.6: more functions, no `$eval`, no `??` and `?:`, and no `$` or `$$` at the top level.
        case stepFunctions
    }

    /// The longest text taken, in bytes.
    package static let sourceBytesMax = 1 << 20

    /// The text it was made from.
    package let source: String
    /// The variables it reads that it does not bind itself and that are not functions of the language, without `$`.
    package let freeVariables: Set<String>
    private let node: any ExpressionNode
    private let slotCount: Int

    /// Parses and checks `source`.
    package init(_ source: String, dialect: Dialect) throws(JSONataError) {
        guard source.utf8.count <= Self.sourceBytesMax else {
            throw JSONataError(
                code: "U1001",
                message: "The expression is longer than \(Self.sourceBytesMax) bytes",
                position: 0
            )
        }
        let syntax = try Parser.parse(source, dialect)
        if dialect == .stepFunctions { try syntax.refuseInput() }
        var compiler = Compiler(dialect)
        (node, slotCount) = try compiler.compileTop(syntax)
        freeVariables = compiler.freeVariables
        self.source = source
    }

    /// The value on `input`; nil where the expression has none (undefined).
    ///
    /// `input` is the context, `$`; nil is undefined. `scopes` hold the variables, innermost scope first: `$x` is the
    /// member `x` of the first object that has one. Errors are the language's own, `U1001` where a limit was passed, and
    /// `D1005` where the value is a function, which JSON cannot hold.
    package func evaluate(
        _ input: JSONValue?,
        scopes: [JSONObject],
        environment: JSONataEnvironment
    ) throws(JSONataError) -> JSONValue? {
        let root = input.map(Value.json) ?? .undefined
        var evaluation = Evaluation(environment, scopes: scopes, root: root)
        let value: Value
        do {
            value = try self.value(&evaluation, context: root)
        } catch {
            let position = error.position == JSONataError.nowhere ? node.position : error.position
            throw JSONataError(code: error.code, message: error.message, position: position)
        }
        if case .function = value {
            throw JSONataError(
                code: "D1005",
                message: "The expression gives a function, which is not a JSON value",
                position: node.position
            )
        }
        if let number = value.doubleValue, !number.isFinite {
            throw JSONataError(code: "D1001", message: "Number out of range: \(number)", position: node.position)
        }
        return value.jsonValue
    }

    /// The value in an evaluation under way, with `context` as `$`; an array there is one value.
    func value(_ evaluation: inout Evaluation, context: Value) throws(JSONataError) -> Value {
        var context = context
        let isWrapped = context.listValue?.isOuterWrapper ?? false
        if context.isArray, !isWrapped {
            var wrapper = List([context], isSequence: true)
            wrapper.isOuterWrapper = true
            context = .list(wrapper)
        }
        let frame = Frame(parent: nil, slots: Array(repeating: nil, count: slotCount))
        return try evaluation.evaluate(node, context, frame)
    }
}
