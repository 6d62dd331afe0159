import StepJSON
import Testing

@testable import stepctl

@Suite struct ExpressionProtocolTests {
    @Test(
        arguments: [
            (["lang": "jsonpath", "expr": "$.a", "data": ["a": 7]], ["result": 7]),
            (["lang": "jsonata", "expr": "a + 1", "data": ["a": 7]], ["result": 8]),
            (["lang": "jsonata", "expr": "a", "data": ["b": 7]], ["undefined": true]),
            (["lang": "intrinsic", "expr": "States.MathAdd(1, 2)"], ["result": 3]),
        ] as [(JSONValue, JSONValue)]
    )
    func eachLanguageAnswers(request: JSONValue, expected: JSONValue) {
        #expect(ExpressionProtocol.answer(request) == expected)
    }

    @Test(arguments: ["jsonpath", "jsonata"])
    func repetitionsAreTimed(lang: String) {
        for isCompiling in [true, false] {
            let answer = ExpressionProtocol.answer([
                "lang": .string(lang), "expr": "$.a", "data": ["a": 7], "repeat": 100, "compile": .bool(isCompiling),
            ])
            #expect(answer["result"] == 7)
            #expect(answer["repeat"] == 100)
            #expect((answer["elapsed_ns"]?.integerValue ?? 0) > 0)
            #expect((answer["cpu_ns"]?.integerValue ?? 0) > 0)
        }
    }

    @Test(arguments: [[], ["lang": "perl"], ["lang": "jsonata"], ["lang": "jsonpath", "repeat": 0]] as [JSONValue])
    func whatIsNoRequestIsAnsweredWithAnError(request: JSONValue) {
        #expect(ExpressionProtocol.answer(request)["error"]?["code"] == "InvalidRequest")
    }
}
