import StepJSON
import StepJSONata
import Testing

/// An expression on an input, both as text, and the JSON it gives; nil where it has no value.
struct EvaluationCase: Sendable, CustomTestStringConvertible {
    let source: String
    let expected: String?

    init(_ source: String, _ expected: String?) {
        self.source = source
        self.expected = expected
    }

    var testDescription: String { source }

    static let environment = JSONataEnvironment(nowMilliseconds: 1_494_861_179_152, seed: 7)

    /// Evaluates the source and compares.
    func check(on input: String, scopes: [JSONObject] = [], dialect: JSONataExpression.Dialect = .plain) throws {
        let expression = try JSONataExpression(source, dialect: dialect)
        let value = try expression.evaluate(
            try JSONParser.parse(input),
            scopes: scopes,
            environment: Self.environment
        )
        #expect(value == (try expected.map { text in try JSONParser.parse(text) }), "\(source)")
    }
}
