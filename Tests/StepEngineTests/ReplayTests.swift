import FoundationEssentials
import StepAWS
import StepEngine
import StepJSON
import StepMachine
import Testing

/// Histories that were recorded by earlier versions, each of which this version must replay byte for byte.
///
/// `stepbench replay --state DIR --export FILE` records one of each kind. A file is named after the version that wrote
/// it, and is never changed.
@Suite struct ReplayTests {
    private static let folder = String(#filePath.dropLast("ReplayTests.swift".count)) + "Fixtures"

    private static func recorded(_ file: String) throws -> [RecordedExecution] {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(file)"))
        let limits = JSONLimits(bytesMax: 64 << 20)
        let values = try #require(try JSONParser.parse(bytes: Array(bytes), limits: limits).arrayValue)
        return try values.map { try #require(RecordedExecution($0)) }
    }

    @Test(arguments: ["histories-0.1.0.json"])
    func historiesAreReplayedByteForByte(file: String) throws {
        let executions = try Self.recorded(file)
        #expect(executions.count > 80)
        var events: Int64 = 0
        for execution in executions {
            do {
                events += try execution.replay(hash: HashFunctions.hash).nextEventID - 1
            } catch {
                Issue.record("\(execution.facts.stateMachineName): \(error)")
            }
        }
        #expect(events > 800)
    }

    @Test func differenceIsNamed() throws {
        var execution = try #require(try Self.recorded("histories-0.1.0.json").first)
        execution.definition = #"{"StartAt":"Other","States":{"Other":{"Type":"Succeed"}}}"#
        let error = #expect(throws: ReplayError.self) { try execution.replay(hash: HashFunctions.hash) }
        #expect(error?.description.hasPrefix("event ") == true)
    }

    @Test func recordingReadsBackAsItWas() throws {
        let execution = try #require(try Self.recorded("histories-0.1.0.json").last)
        let again = try #require(RecordedExecution(execution.json))
        #expect(again.batches == execution.batches && again.definition == execution.definition)
        #expect(again.facts.arn == execution.facts.arn && again.facts.tokenKey == execution.facts.tokenKey)
    }
}
