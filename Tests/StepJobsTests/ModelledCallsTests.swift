import Glibc
import StepAWS
import StepJSON
import StepJobs
import StepLanguage
import Testing

/// Calls of optimized integrations, against the services' own models where they are on this machine.
@Suite struct ModelledCallsTests {
    private static let models = getenv("STEPD_BOTOCORE_DATA").map { String(cString: $0) }
    private static var hasModels: Bool { models != nil }

    private func faults(_ resource: String, _ arguments: JSONValue) throws -> [String] {
        let calls = ModelledCalls(catalog: ServiceCatalog(directories: [try #require(Self.models)]))
        return try calls.faults(of: TaskResource("arn:aws:states:::\(resource)"), arguments: arguments).map { fault in
            "\(fault.severity.rawValue) \(fault.place.map(\.description) ?? "-") \(fault.key ?? "-")"
        }
    }

    @Test(.enabled(if: hasModels)) func whatTheAPIDoesNotKnowIsDoubted() throws {
        let queue: JSONValue = "http://queue"
        #expect(try faults("sqs:sendMessage", ["QueueUrl": queue, "MessageBody": ["a": 1]]) == [])
        #expect(
            try faults("sqs:sendMessage", ["QueueUrl": queue, "MesageBody": "a"]) == [
                "WARNING  MesageBody", "WARNING  -",
            ]
        )
        #expect(
            try faults("sqs:sendMessage.waitForTaskToken", ["QueueUrl": nil, "MessageBody": nil, "DelaySeconds": "no"])
                == ["WARNING DelaySeconds -"]
        )
        #expect(try faults("sqs:sendMessage", nil) == [])
    }

    @Test(.enabled(if: hasModels)) func payloadsAndDetailsAreAnything() throws {
        #expect(try faults("lambda:invoke", ["FunctionName": "f", "Payload": ["a": [nil]]]) == [])
        let entry: JSONValue = ["Source": "s", "DetailType": nil, "Detail": ["a": 1]]
        #expect(try faults("events:putEvents", ["Entries": [entry]]) == [])
    }

    @Test(.enabled(if: hasModels)) func actionsThatWrapAnOperationAndOthersAreNotLookedAt() throws {
        #expect(try faults("elasticmapreduce:addStep.sync", ["ClusterId": "j", "Step": ["Name": 1]]) == [])
        #expect(try faults("states:startExecution.sync:2", ["Any": 1]) == [])
        #expect(try faults("http:invoke", ["Any": 1]) == [])
    }

    @Test(.enabled(if: hasModels)) func callsOfTheSDKAreRefused() throws {
        #expect(
            try faults("aws-sdk:sqs:sendMessage", ["QueueUrl": nil, "MessageBody": "a", "Delay": 1]) == [
                "ERROR  Delay"
            ]
        )
        #expect(try faults("aws-sdk:sqs:sendMessages", [:]) == ["ERROR - -"])
        #expect(try faults("aws-sdk:sqsx:sendMessage", [:]) == ["ERROR - -"])
    }
}
