import StepJSON
import Testing

/// Services that misbehave: each way has a named error in time, and the state's `Retry` decides what becomes of it.
@Suite struct BadServerTests {
    private static let rds = """
        StartAt: Describe
        States:
          Describe:
            Type: Task
            Resource: arn:aws:states:::aws-sdk:rds:describeDBSnapshots
            Parameters: { DbSnapshotIdentifier.$: $.id }
            TimeoutSecondsPath: $.seconds
            Retry: [{ ErrorEquals: [ States.TaskFailed, States.Timeout ], IntervalSeconds: 1, MaxAttempts: 1 }]
            End: true
        """
    private static let dynamoDB = rds.replacing("rds:describeDBSnapshots", with: "dynamodb:getItem")
        .replacing("DbSnapshotIdentifier.$: $.id", with: "TableName.$: $.id, Key: { Id: { S: a } }")
    private static let good = """
        <DescribeDBSnapshotsResponse><DescribeDBSnapshotsResult><DBSnapshots/></DescribeDBSnapshotsResult>\
        </DescribeDBSnapshotsResponse>
        """

    /// One way to misbehave and what a job sees of it.
    private struct Case: Sendable {
        var job = "rds"
        var behaviour: BadServer.Behaviour
        var timeoutSeconds: Int64 = 60
        var error: String
        var cause: String
        /// Requests for one attempt of the state: the client sends again what may go away by itself.
        var requests: Int
    }

    private static let client = "Unable to execute HTTP request: "
    private static let cases = [
        Case(behaviour: .reset, error: "Rds.SdkClientException", cause: client, requests: 3),
        Case(behaviour: .half, error: "Rds.SdkClientException", cause: client, requests: 3),
        Case(behaviour: .throttle, error: "Rds.RdsException", cause: "Status Code: 429", requests: 3),
        Case(behaviour: .unavailable, error: "Rds.RdsException", cause: "Status Code: 503", requests: 3),
        Case(behaviour: .nonsense, error: "Rds.SdkClientException", cause: "Unable to read the answer", requests: 1),
        Case(
            job: "dynamodb",
            behaviour: .nonsense,
            error: "DynamoDb.SdkClientException",
            cause: "Unable to read the answer",
            requests: 1
        ),
        Case(behaviour: .flood, error: "Rds.SdkClientException", cause: client, requests: 1),
        Case(behaviour: .silence, timeoutSeconds: 2, error: "States.Timeout", cause: "", requests: 1),
    ]
    private static let kibibytesMax = 60 << 10

    @Test func eachFailureHasItsNameAndRetryDecides() async throws {
        try await BadServer.with(good: Self.good) { server in
            let jobs = ["rds.yaml": Self.rds, "dynamodb.yaml": Self.dynamoDB]
            try await DaemonFixture.with(jobs: jobs, endpointPort: server.port) { daemon in
                let before = try daemon.footprint()
                try await withThrowingTaskGroup { group in
                    for sample in Self.cases { group.addTask { try await Self.check(sample, daemon) } }
                    try await group.waitForAll()
                }
                let after = try daemon.footprint()
                #expect(after.kibibytes - before.kibibytes < Self.kibibytesMax, "\(before) \(after)")
                for behaviour in BadServer.Behaviour.allCases where behaviour != .good {
                    let expected = Self.cases.filter { $0.behaviour == behaviour }.reduce(0) { $0 + 2 * $1.requests }
                    #expect(server.count(behaviour) == expected, "\(behaviour)")
                }
                let good = try await Self.run(Case(behaviour: .good, error: "", cause: "", requests: 1), daemon)
                #expect(good.status == "SUCCEEDED")
            }
        }
    }

    private static func check(_ sample: Case, _ daemon: DaemonFixture) async throws {
        let run = try await Self.run(sample, daemon)
        #expect(run.status == "FAILED", "\(sample)")
        #expect(run.error == sample.error, "\(sample): \(run.cause ?? "")")
        if !sample.cause.isEmpty { #expect(run.cause?.contains(sample.cause) == true, "\(sample): \(run.cause ?? "")") }
        #expect(run.durationSeconds < Double(2 * sample.timeoutSeconds + 5), "\(sample)")
        let failures = try await daemon.client.history(run.arn).events.filter { event in
            ["TaskFailed", "TaskTimedOut"].contains(event.type)
        }
        #expect(failures.count == 2, "\(sample): Retry allows a second attempt")
    }

    private static func run(_ sample: Case, _ daemon: DaemonFixture) async throws -> StepAPIClient.Execution {
        let name = sample.behaviour.rawValue
        let input: JSONValue = ["id": .string("do-\(name)"), "seconds": .number(.integer(sample.timeoutSeconds))]
        let arn = try await daemon.client.start(sample.job, name: name, input: input)
        return try await daemon.client.waitForEnd(arn, seconds: 90)
    }
}
