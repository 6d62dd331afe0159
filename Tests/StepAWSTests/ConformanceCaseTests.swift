import StepAWS
import StepJSON
import Testing

@Suite struct ConformanceCaseTests {
    private let model: JSONObject = [
        "metadata": ["apiVersion": "2020-01-08", "protocol": "query"],
        "given": [
            "name": "Op", "http": ["method": "POST", "requestUri": "/"], "input": ["shape": "In"],
            "output": ["shape": "In"], "errors": [["shape": "Bad"]], "endpoint": ["hostPrefix": "foo."],
        ],
        "shapes": [
            "In": [
                "type": "structure", "members": ["A": ["shape": "S"], "T": ["shape": "S", "idempotencyToken": true]],
            ],
            "Bad": ["type": "structure", "exception": true, "members": ["Message": ["shape": "S"]]],
            "S": ["type": "string"],
        ],
    ]

    private func answer(_ members: JSONObject) -> JSONValue {
        ConformanceCase.answer(
            .object(JSONObject(model.map { ($0.key, $0.value) } + members.map { ($0.key, $0.value) }))
        )
    }

    @Test func answersARequest() {
        let answer = answer(["lang": "aws-request", "params": ["A": "x"], "endpoint": "https://example.com/"])
        #expect(answer["request"]?["host"] == "foo.example.com")
        #expect(answer["request"]?["uri"] == "/")
        #expect(
            answer["request"]?["body"]
                == "Action=Op&Version=2020-01-08&A=x&T=00000000-0000-4000-8000-000000000000"
        )
    }

    @Test func answersAResponse() {
        let result = answer([
            "lang": "aws-response",
            "response": [
                "status_code": 200, "headers": [:], "body": "<OpResponse><OpResult><A>x</A></OpResult></OpResponse>",
            ],
        ])
        #expect(result == ["result": ["A": "x"]])
        let error = answer([
            "lang": "aws-response",
            "response": [
                "status_code": 400, "headers": [:],
                "body": "<ErrorResponse><Error><Code>Bad</Code><Message>Hi</Message></Error></ErrorResponse>",
            ],
        ])
        #expect(error == ["error": ["code": "Bad", "message": "Hi", "fields": ["Message": "Hi"]]])
    }

    @Test func answersASignature() {
        let answer = ConformanceCase.answer([
            "lang": "sigv4",
            "request": """
            GET /?Param1=value2&Param1=Value1 HTTP/1.1
            Host:example.amazonaws.com
            My-Header:a
              b
            X-Amz-Date:20150830T123600Z
            """,
        ])
        let canonical = answer["canonicalRequest"]?.stringValue ?? ""
        #expect(canonical.hasPrefix("GET\n/\nParam1=Value1&Param1=value2\nhost:example.amazonaws.com\nmy-header:a b\n"))
        #expect(
            answer["authorization"]?.stringValue?.contains("Credential=AKIDEXAMPLE/20150830/us-east-1/service/") == true
        )
    }

    @Test func saysWhatItCannotAnswer() {
        #expect(ConformanceCase.answer(["lang": "smoke"])["fault"] != nil)
        #expect(ConformanceCase.answer(["lang": "aws-request", "metadata": [:]])["fault"] != nil)
    }
}
