import StepAWS
import StepJSON
import StepLambda
import Testing

/// Lambda's API: names, invocation types and errors.
@Suite(.enabled(if: FunctionFixture.python != nil, "there is no Python with awslambdaric; packaging/test installs it"))
struct LambdaServiceTests {
    private static let code = "def handler(e, c): return 'here'"

    @Test(arguments: [
        "f", "f:$LATEST", "123456789012:function:f", "arn:aws:lambda:eu-central-1:123456789012:function:f",
        "arn:aws:lambda:eu-central-1:123456789012:function:f:$LATEST",
    ]) func functionHasManyNames(_ name: String) async throws {
        try await FunctionFixture.with { fixture in
            fixture.declare(Self.code)
            #expect(await fixture.invoke(name: name).payload == "here")
        }
    }

    @Test(arguments: [
        "g", "f:7", "arn:aws:lambda:us-east-1:123456789012:function:f",
        "arn:aws:lambda:eu-central-1:999999999999:function:f",
        "a:b:c:d:e",
    ]) func otherNamesAreNotFound(_ name: String) async throws {
        try await FunctionFixture.with { fixture in
            fixture.declare(Self.code)
            let answer = await fixture.invoke(name: name)
            #expect(answer.response.statusCode == 404)
            #expect(answer.response.fields["x-amzn-ErrorType"] == "ResourceNotFoundException")
            let request = HTTPRequest(
                method: "POST",
                path: "/2015-03-31/functions/\(PercentEncoding.encode(name))/invocations"
            )
            #expect(!fixture.service.invokesLocalFunction(request))
        }
    }

    @Test func whatIsNoEventIsRefused() async throws {
        try await FunctionFixture.with { fixture in
            fixture.declare(Self.code)
            let broken = await fixture.invoke("{")
            #expect(broken.response.statusCode == 400)
            #expect(broken.response.fields["x-amzn-ErrorType"] == "InvalidRequestContentException")
            let large = await fixture.invoke("\"" + String(repeating: "x", count: 6 << 20) + "\"")
            #expect(large.response.statusCode == 413)
        }
    }

    @Test func eventsAndDryRunsAreAnsweredAtOnce() async throws {
        try await FunctionFixture.with { fixture in
            fixture.declare("print('ran')\ndef handler(e, c): print('event', e['n'])")
            #expect(
                await fixture.invoke(fields: [HTTPField("X-Amz-Invocation-Type", "DryRun")]).response.statusCode == 204
            )
            let event = await fixture.invoke(#"{"n": 5}"#, fields: [HTTPField("X-Amz-Invocation-Type", "Event")])
            #expect(event.response.statusCode == 202)
            #expect(event.response.body.isEmpty)
            for _ in 0..<500 where !fixture.log.contains("event 5") { try await Task.sleep(for: .milliseconds(10)) }
            #expect(fixture.log.contains("event 5"))
        }
    }

    @Test func functionsAreListed() async throws {
        try await FunctionFixture.with { fixture in
            fixture.declare(Self.code, environment: ["A": "b"])
            let response = await withCheckedContinuation { continuation in
                fixture.service.answer(HTTPRequest(method: "GET", path: "/2015-03-31/functions/")) {
                    continuation.resume(returning: $0)
                }
            }
            let list = try JSONParser.parse(bytes: response.body)
            #expect(list["Functions"]?[0]?["FunctionName"] == "f")
            #expect(list["Functions"]?[0]?["Environment"] == ["Variables": ["A": "b"]])
        }
    }
}
