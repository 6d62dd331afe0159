import StepEngine
import StepMachine
import Testing

/// `stop` comes to an end, whatever runs.
@Suite struct ShutdownTests {
    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            #"{"StartAt":"P","States":{"P":{"Type":"Pass","Next":"C"},"C":{"Type":"Choice","Choices":[{"Variable":"$.x","IsPresent":true,"Next":"S"}],"Default":"P"},"S":{"Type":"Succeed"}}}"#,
            #"{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","Catch":[{"ErrorEquals":["States.Runtime"],"Next":"T"}],"End":true}}}"#,
        ]
    )
    func executionThatNeverRestsDoesNotKeepTheEngineFromStopping(definition: String) async throws {
        try await EngineFixture.with { fixture in
            let machine = try await fixture.create("m", definition)
            _ = try await fixture.start(machine)
            try await Task.sleep(for: .milliseconds(50))
        }
    }
}
