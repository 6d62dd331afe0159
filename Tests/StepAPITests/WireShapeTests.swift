import StepJSON
import StepProtocol
import Testing

@Suite struct WireShapeTests {
    private func read<Shape: WireShape>(_ type: Shape.Type, _ text: String) throws -> Shape {
        try WireReader.read(type, body: Array(text.utf8))
    }

    private func text(_ shape: some WireShape) -> String {
        String(decoding: WireWriter.bytes(of: shape), as: UTF8.self)
    }

    private func message(_ body: () throws -> Void) -> String? {
        do {
            try body()
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test func aRequestIsReadAndUnknownMembersAreIgnored() throws {
        let request = try read(
            StartExecutionRequest.self,
            #"{"stateMachineArn":"arn:x","name":"n","input":"{\"a\":1}","novelty":[1,{"x":null}]}"#
        )
        #expect(request.stateMachineARN == "arn:x")
        #expect(request.name == "n")
        #expect(request.input == #"{"a":1}"#)
        #expect(request.traceHeader == nil)
    }

    @Test func whatIsWrittenIsReadBack() throws {
        var job = JobRecord()
        job.name = "orders \"x\"\n"
        job.stateMachineARN = "arn:aws:states:us-east-1:123456789012:stateMachine:orders"
        job.schedules = ["cron(0 3 * * ? *)", "rate(1 hour)"]
        job.nextSlot = WireTime(milliseconds: 1_763_900_000_007)
        job.runningExecutions = 2
        var last = ExecutionListItem()
        last.executionARN = "arn:e"
        last.stateMachineARN = "arn:aws:states:us-east-1:123456789012:stateMachine:orders"
        last.status = "RUNNING"
        last.startDate = WireTime(milliseconds: 1)
        job.lastExecution = last
        var response = ListJobsResponse()
        response.jobs = [job, JobRecord()]
        let back = try WireReader.read(ListJobsResponse.self, body: WireWriter.bytes(of: response))
        #expect(back == response)
        #expect(last.stateMachineName == "orders")
    }

    @Test func anAnswerHasTheMembersOfAWSInOrder() {
        var response = StartExecutionResponse()
        response.executionARN = "arn:e"
        response.startDate = WireTime(milliseconds: 1_690_884_462_120)
        #expect(text(response) == #"{"executionArn":"arn:e","startDate":1690884462.120}"#)
        var list = ListExecutionsResponse()
        #expect(text(list) == #"{"executions":[]}"#)
        list.nextToken = "t"
        #expect(text(list) == #"{"executions":[],"nextToken":"t"}"#)
    }

    @Test(arguments: [
        (0, "0.000"), (5, "0.005"), (1_000, "1.000"), (1_763_900_000_123, "1763900000.123"), (-1_500, "-1.500"),
    ])
    func timesAreSecondsWithThreeDecimals(milliseconds: Int64, text: String) throws {
        var writer = WireWriter()
        writer.write(WireTime(milliseconds: milliseconds))
        #expect(String(decoding: writer.bytes, as: UTF8.self) == text)
        let back = try read(SlotRecord.self, #"{"time":\#(text)}"#)
        #expect(back.time.milliseconds == milliseconds)
    }

    // The first two texts are recorded; the others apply their form to other constraints of the API's model.
    @Test(arguments: [
        (
            #"{"stateMachineArn":"a","maxResults":1001}"#,
            "1 validation error detected: Value '1001' at 'maxResults' failed to satisfy constraint: Member must have "
                + "value less than or equal to 1000"
        ),
        (
            #"{"stateMachineArn":"a","statusFilter":"succeeded"}"#,
            "1 validation error detected: Value 'succeeded' at 'statusFilter' failed to satisfy constraint: Member "
                + "must satisfy enum value set: [SUCCEEDED, TIMED_OUT, PENDING_REDRIVE, ABORTED, FAILED, RUNNING]"
        ),
        (
            #"{"stateMachineArn":"","maxResults":-1}"#,
            "2 validation errors detected: Value '' at 'stateMachineArn' failed to satisfy constraint: Member must "
                + "have length greater than or equal to 1; Value '-1' at 'maxResults' failed to satisfy constraint: "
                + "Member must have value greater than or equal to 0"
        ),
    ])
    func brokenConstraintsAreToldInAWSsWords(body: String, expected: String) {
        #expect(message { _ = try read(ListExecutionsRequest.self, body) } == "ValidationException: " + expected)
    }

    @Test(arguments: [
        (#"{"maxResults":"10"}"#, "STRING_VALUE can not be converted to an Integer"),
        (#"{"maxResults":1.5}"#, "NUMBER_VALUE can not be converted to an Integer"),
        (#"{"stateMachineArn":7}"#, "NUMBER_VALUE can not be converted to a String"),
        (#"{"stateMachineArn":{}}"#, "Start of structure or map found where not expected."),
        (#"[]"#, "The body is a JSON array where an object is expected"),
    ])
    func aMemberOfTheWrongTypeIsASerializationException(body: String, expected: String) {
        #expect(message { _ = try read(ListExecutionsRequest.self, body) } == "SerializationException: " + expected)
    }

    @Test func aMissingOrNullRequiredMemberIsNamed() {
        let expected =
            "ValidationException: 1 validation error detected: Value null at 'stateMachineArn' failed to satisfy "
            + "constraint: Member must not be null"
        #expect(message { _ = try read(StartExecutionRequest.self, "{}") } == expected)
        #expect(message { _ = try read(StartExecutionRequest.self, #"{"stateMachineArn":null}"#) } == expected)
    }

    @Test func sensitiveValuesAreNotRepeated() {
        let body = #"{"stateMachineArn":"a","input":"\#(String(repeating: "s", count: 262_145))"}"#
        let expected =
            "ValidationException: 1 validation error detected: Value at 'input' failed to satisfy constraint: Member "
            + "must have length less than or equal to 262144"
        #expect(message { _ = try read(StartExecutionRequest.self, body) } == expected)
    }

    @Test func lengthsAreCountedInUTF16() throws {
        let fits = String(repeating: "é", count: 80)
        #expect(try read(StartExecutionRequest.self, #"{"stateMachineArn":"a","name":"\#(fits)"}"#).name == fits)
        let body = #"{"stateMachineArn":"a","name":"\#(fits)x"}"#
        #expect(
            message { _ = try read(StartExecutionRequest.self, body) }?.contains("less than or equal to 80") == true
        )
    }

    @Test(arguments: ["", "{", #"{"a":}"#, "nul", "{}{}", String(repeating: "[", count: 10_000), "{\"a\":\"\u{1}\"}"])
    func whatIsNotJSONIsASerializationException(body: String) {
        #expect(message { _ = try read(ListJobsRequest.self, body) }?.hasPrefix("SerializationException: ") == true)
    }

    @Test func placesInNestedMembersAreNamed() {
        let body = #"{"name":"n","definition":"{}","roleArn":"r","loggingConfiguration":{"level":"LOUD"}}"#
        let text = message { _ = try read(CreateStateMachineRequest.self, body) }
        #expect(text?.contains("Value 'LOUD' at 'loggingConfiguration.level'") == true)
    }

    @Test func anErrorIsReadAsAWSClientsReadIt() {
        let error = AWSError("ExecutionDoesNotExist", "Execution Does Not Exist: 'x\"y'")
        let text = String(decoding: error.body, as: UTF8.self)
        let type = #"{"__type":"com.amazonaws.states#ExecutionDoesNotExist","#
        #expect(text == type + #""message":"Execution Does Not Exist: 'x\"y'"}"#)
        #expect(AWSError(httpStatus: 400, body: error.body) == error)
        let plain = AWSError(httpStatus: 400, body: Array(#"{"__type":"InvalidArn","Message":"m"}"#.utf8))
        #expect(plain == AWSError("InvalidArn", "m"))
        let proxy = AWSError(httpStatus: 502, body: Array("<html>".utf8))
        #expect(proxy == AWSError("UnknownError", "HTTP status 502: <html>", httpStatus: 502))
    }

    @Test func everyOperationHasItsTarget() {
        #expect(AWSOperation.allCases.count == 37)
        #expect(AWSOperation.startExecution.target == "AWSStepFunctions.StartExecution")
        #expect(StepdOperation.listJobs.target == "Stepd.ListJobs")
    }
}
