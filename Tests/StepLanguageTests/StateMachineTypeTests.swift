import StepJSON
import StepLanguage
import Testing

/// What Express machines cannot have.
@Suite struct StateMachineTypeTests {
    private func task(_ resource: String) -> JSONValue {
        definition(["X": ["Type": "Task", "Resource": .string(resource), "End": true]])
    }

    private func faults(_ definition: JSONValue, _ type: StateMachineType) -> [String] {
        StateMachine.diagnose(definition, type: type).diagnostics.filter { $0.severity == .error }.map {
            "\($0.message) at \($0.location)"
        }
    }

    // Recorded; one of the messages ends with a space.
    @Test(
        arguments: [
            ("arn:aws:states:::sqs:sendMessage.waitForTaskToken", "'.waitForTaskToken' service integration "),
            ("arn:aws:states:::states:startExecution.sync", "'.sync' service integration"),
            ("arn:aws:states:::states:startExecution.sync:2", "'.sync' service integration"),
            ("arn:aws:states:us-east-1:123456789012:activity:a", "Activity ARN"),
        ] as [(String, String)]
    )
    func workThatDoesNotAnswerAtOnceIsRefused(_ resource: String, _ what: String) {
        #expect(
            faults(task(resource), .express)
                == ["Express state machine does not support \(what) at /States/X/Resource"]
        )
        #expect(faults(task(resource), .standard) == [])
    }

    private func map(_ executionType: JSONValue) -> JSONValue {
        let child: JSONValue = [
            "Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "End": true,
        ]
        return definition([
            "M": [
                "Type": "Map", "End": true,
                "ItemProcessor": [
                    "ProcessorConfig": ["Mode": "DISTRIBUTED", "ExecutionType": executionType], "StartAt": "C",
                    "States": ["C": child],
                ],
            ]
        ])
    }

    @Test func childrenOfADistributedMapHaveATypeOfTheirOwn() {
        #expect(
            faults(map("EXPRESS"), .standard)
                == [
                    "Express state machine does not support '.waitForTaskToken' service integration  at "
                        + "/States/M/ItemProcessor/States/C/Resource"
                ]
        )
        #expect(faults(map("STANDARD"), .standard) == [])
        #expect(
            faults(map("STANDARD"), .express)
                == [
                    "Express state machine does not support the 'DISTRIBUTED' mode at "
                        + "/States/M/ItemProcessor/ProcessorConfig/Mode"
                ]
        )
    }
}
