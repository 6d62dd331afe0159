import StepJSON
import StepMachine
import StepProtocol
import StepTime
import Testing

@testable import StepAPI

@Suite struct HistoryEventSerializerTests {
    private func text(
        _ type: HistoryEventType,
        _ details: HistoryEventDetails,
        includesData: Bool = true
    ) -> String {
        let event = HistoryEvent(
            id: 7,
            previousID: 6,
            timestamp: Timestamp(milliseconds: 1_690_884_462_123),
            type: type,
            details: details
        )
        var writer = WireWriter()
        HistoryEventSerializer(includesData: includesData).write(event, to: &writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private static let scheduled = TaskScheduledDetails(
        resourceType: "lambda",
        resource: "invoke",
        region: "us-east-1",
        parameters: #"{"Payload":null}"#,
        timeoutSeconds: 5,
        heartbeatSeconds: nil,
        roleARN: "arn:role"
    )

    /// An event, and its details as AWS was recorded to answer them.
    struct RecordedShape: Sendable {
        var type: HistoryEventType
        var details: HistoryEventDetails
        var json: String

        init(_ type: HistoryEventType, _ details: HistoryEventDetails, _ json: String) {
            self.type = type
            self.details = details
            self.json = json
        }
    }

    private static let executionShapes = [
        RecordedShape(
            .executionStarted,
            .executionStarted(input: "{}", roleARN: "arn:role"),
            #""executionStartedEventDetails":{"input":"{}","inputDetails":{"truncated":false},"roleArn":"arn:role"}"#
        ),
        RecordedShape(
            .executionSucceeded,
            .executionSucceeded(output: "1"),
            #""executionSucceededEventDetails":{"output":"1","outputDetails":{"truncated":false}}"#
        ),
        RecordedShape(
            .executionFailed,
            .executionEnded(error: nil, cause: nil),
            #""executionFailedEventDetails":{}"#
        ),
        RecordedShape(
            .executionAborted,
            .executionEnded(error: "E", cause: nil),
            #""executionAbortedEventDetails":{"error":"E"}"#
        ),
        RecordedShape(
            .executionTimedOut,
            .executionEnded(error: "States.Timeout", cause: nil),
            #""executionTimedOutEventDetails":{"error":"States.Timeout"}"#
        ),
    ]

    private static let stateShapes = [
        RecordedShape(
            .waitStateEntered,
            .stateEntered(name: "W", input: "{}"),
            #""stateEnteredEventDetails":{"name":"W","input":"{}","inputDetails":{"truncated":false}}"#
        ),
        RecordedShape(
            .choiceStateExited,
            .stateExited(
                name: "C",
                output: "{}",
                assignedVariables: [AssignedVariable(name: "guess", value: "\"42\"")]
            ),
            #""stateExitedEventDetails":{"name":"C","output":"{}","outputDetails":{"truncated":false},"#
                + #""assignedVariables":{"guess":"\"42\""},"assignedVariablesDetails":{"truncated":false}}"#
        ),
        RecordedShape(
            .evaluationFailed,
            .evaluationFailed(error: "States.QueryEvaluationError", cause: "c", location: nil, state: "S"),
            #""evaluationFailedEventDetails":{"error":"States.QueryEvaluationError","cause":"c","state":"S"}"#
        ),
    ]

    private static let taskShapes = [
        RecordedShape(
            .taskScheduled,
            .taskScheduled(scheduled),
            #""taskScheduledEventDetails":{"resourceType":"lambda","resource":"invoke","region":"us-east-1","#
                + #""parameters":"{\"Payload\":null}","timeoutInSeconds":5,"taskCredentials":{"roleArn":"arn:role"}}"#
        ),
        RecordedShape(
            .taskStarted,
            .taskStarted(resourceType: "sqs", resource: "sendMessage"),
            #""taskStartedEventDetails":{"resourceType":"sqs","resource":"sendMessage"}"#
        ),
        RecordedShape(
            .taskSucceeded,
            .taskOutput(resourceType: "sqs", resource: "sendMessage", output: "2"),
            #""taskSucceededEventDetails":{"resourceType":"sqs","resource":"sendMessage","#
                + #""output":"2","outputDetails":{"truncated":false}}"#
        ),
        RecordedShape(
            .taskTimedOut,
            .taskFailed(resourceType: "lambda", resource: "invoke", error: "States.Timeout", cause: nil),
            #""taskTimedOutEventDetails":{"resourceType":"lambda","resource":"invoke","error":"States.Timeout"}"#
        ),
    ]

    @Test(arguments: executionShapes + stateShapes + taskShapes)
    func anEventHasTheShapeThatAWSAnswers(shape: RecordedShape) {
        let start = #"{"timestamp":1690884462.123,"type":"\#(shape.type.name)","id":7,"previousEventId":6,"#
        #expect(text(shape.type, shape.details) == start + shape.json + "}")
    }

    @Test func anEventWithoutDetailsHasNoMemberForThem() {
        #expect(
            text(.taskStateAborted, .none)
                == #"{"timestamp":1690884462.123,"type":"TaskStateAborted","id":7,"previousEventId":6}"#
        )
    }

    @Test func executionDataIsLeftOutWhenNotAskedFor() {
        let entered = text(.passStateEntered, .stateEntered(name: "P", input: "secret"), includesData: false)
        #expect(entered.hasSuffix(#""stateEnteredEventDetails":{"name":"P"}}"#))
        let succeeded = text(.executionSucceeded, .executionSucceeded(output: "secret"), includesData: false)
        #expect(succeeded.hasSuffix(#""executionSucceededEventDetails":{}}"#))
        #expect(!text(.taskScheduled, .taskScheduled(Self.scheduled), includesData: false).contains("Payload"))
        let variables = [AssignedVariable(name: "v", value: "secret")]
        let exited = text(
            .passStateExited,
            .stateExited(name: "P", output: "secret", assignedVariables: variables),
            includesData: false
        )
        #expect(!exited.contains("secret"))
    }

    @Test(arguments: HistoryEventType.allCases)
    func aClientFindsTheDetailsOfEveryType(type: HistoryEventType) throws {
        var details = HistoryEventDetails.executionEnded(error: "E", cause: "C")
        if type.name.hasSuffix("Entered") { details = .stateEntered(name: "S", input: "{}") }
        let record = try WireReader.read(HistoryEventRecord.self, body: Array(text(type, details).utf8))
        #expect(record.type == type.name)
        #expect(record.id == 7 && record.previousEventID == 6)
        #expect(record.timestamp.milliseconds == 1_690_884_462_123)
        #expect(record.details?.isEmpty == false)
        #expect((record.stateName == "S") == type.name.hasSuffix("Entered"))
    }
}
