import StepProtocol
import Testing

@testable import StepAPI

/// `ValidateStateMachineDefinition`.
@Suite struct DefinitionHandlerTests {
    private func validate(
        _ fixture: ServerFixture,
        _ definition: String,
        _ change: (inout ValidateStateMachineDefinitionRequest) -> Void = { _ in }
    ) async throws -> ValidateStateMachineDefinitionResponse {
        var request = ValidateStateMachineDefinitionRequest()
        request.definition = definition
        change(&request)
        return try await fixture.call(
            AWSOperation.validateStateMachineDefinition.target,
            request,
            ValidateStateMachineDefinitionResponse.self
        )
    }

    // Recorded.
    @Test func answersAreThoseOfAWS() async throws {
        try await ServerFixture.with { fixture in
            var answer = try await validate(
                fixture,
                #"{"StartAt":"S","States":{"S":{"Type":"Pass","End":true}}}"#
            )
            #expect(answer.result == "OK" && answer.diagnostics.isEmpty && answer.truncated == false)
            answer = try await validate(fixture, #"{"States":{"S":{"Type":"Pass","End":true}}}"#) {
                $0.type = "EXPRESS"
            }
            #expect(answer.result == "FAIL" && answer.truncated == false)
            #expect(
                answer.diagnostics.map { "\($0.severity) \($0.code) \($0.message) \($0.location ?? "none")" }
                    == ["ERROR SCHEMA_VALIDATION_FAILED These fields are required: [StartAt] /"]
            )
        }
    }

    private static let activity = #"""
        {"StartAt":"S","States":{"S":{"Type":"Task","End":true,
        "Resource":"arn:aws:states:us-east-1:123456789012:activity:a"}}}
        """#

    @Test func theTypeCounts() async throws {
        try await ServerFixture.with { fixture in
            let standard = try await validate(fixture, Self.activity)
            let express = try await validate(fixture, Self.activity) { $0.type = "EXPRESS" }
            #expect(standard.result == "OK" && express.result == "FAIL")
        }
    }

    @Test func warningsAreAnsweredOnRequestAndDoNotFail() async throws {
        let definition = #"{"StartAt":"S","States":{"S":{"Type":"Pass","Parameters":{"a":"$.b"},"End":true}}}"#
        try await ServerFixture.with { fixture in
            var answer = try await validate(fixture, definition)
            #expect(answer.result == "OK" && answer.diagnostics.isEmpty)
            answer = try await validate(fixture, definition) { $0.severity = "WARNING" }
            #expect(answer.result == "OK")
            #expect(answer.diagnostics.map(\.code) == ["NO_DOLLAR"])
            #expect(answer.diagnostics.map(\.severity) == ["WARNING"])
        }
    }

    @Test func noMoreThanAskedForIsAnswered() async throws {
        let fields = (0..<150).map { #""f\#($0)":1"# }.joined(separator: ",")
        let definition = #"{"StartAt":"S","States":{"S":{"Type":"Succeed"}},\#(fields)}"#
        try await ServerFixture.with { fixture in
            for (asked, count) in [(nil, 100), (0, 100), (100, 100), (7, 7)] as [(Int64?, Int)] {
                let answer = try await validate(fixture, definition) { $0.maxResults = asked }
                #expect(answer.diagnostics.count == count)
                #expect(answer.truncated == true)
            }
        }
    }

    @Test func theMachineHasNoLocation() async throws {
        let definition = #"""
            {"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"},"B":{"Type":"Pass","Next":"A"}}}
            """#
        try await ServerFixture.with { fixture in
            let answer = try await validate(fixture, definition)
            #expect(answer.diagnostics.map(\.code) == ["MISSING_END_STATE"])
            #expect(answer.diagnostics.map(\.location) == [nil])
        }
    }
}
