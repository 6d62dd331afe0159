import NIOHTTP1
import StepJSON

/// Calls the daemon's API over its socket.
struct StepAPIClient: Sendable {
    let socket: String

    /// An error that the API answered.
    struct Refusal: Error {
        var name: String
        var message: String
    }

    /// What the API says of one execution.
    struct Execution: Sendable {
        var arn: String
        var status: String
        var startSeconds: Double
        var stopSeconds: Double?
        var output: JSONValue?
        var error: String?
        var cause: String?

        var isRunning: Bool { status == "RUNNING" }
        var durationSeconds: Double { (stopSeconds ?? startSeconds) - startSeconds }
    }

    static let machinePrefix = "arn:aws:states:us-east-1:123456789012:stateMachine:"
    static let executionPrefix = "arn:aws:states:us-east-1:123456789012:execution:"

    static func executionARN(job: String, name: String) -> String { "\(executionPrefix)\(job):\(name)" }

    /// Calls an operation of AWS's.
    func call(_ operation: String, _ request: JSONValue) async throws -> JSONValue {
        let answer = try await HTTPExchange.send(
            .POST,
            socket: socket,
            fields: ["Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": "AWSStepFunctions.\(operation)"],
            body: JSONWriter.bytes(of: request)
        )
        let value = try JSONParser.parse(bytes: answer.body)
        guard answer.status == 200 else {
            let type = value["__type"]?.stringValue ?? "HTTP \(answer.status)"
            throw Refusal(
                name: type.split(separator: "#").last.map(String.init) ?? type,
                message: value["message"]?.stringValue ?? ""
            )
        }
        return value
    }

    func isHealthy() async -> Bool {
        (try? await HTTPExchange.send(.GET, socket: socket, uri: "/healthz"))?.status == 200
    }

    /// Starts a job and returns the execution's ARN: from then on it must not be lost.
    @discardableResult
    func start(_ job: String, name: String, input: JSONValue = [:]) async throws -> String {
        let answer = try await call(
            "StartExecution",
            [
                "stateMachineArn": .string(Self.machinePrefix + job), "name": .string(name),
                "input": .string(JSONWriter.text(of: input)),
            ]
        )
        guard let arn = answer["executionArn"]?.stringValue else { throw TestFault("StartExecution answered no ARN") }
        return arn
    }

    func describe(_ arn: String) async throws -> Execution {
        let answer = try await call("DescribeExecution", ["executionArn": .string(arn)])
        guard let status = answer["status"]?.stringValue, let start = answer["startDate"]?.numberValue?.doubleValue
        else {
            throw TestFault("DescribeExecution answered \(JSONWriter.text(of: answer))")
        }
        return Execution(
            arn: arn,
            status: status,
            startSeconds: start,
            stopSeconds: answer["stopDate"]?.numberValue?.doubleValue,
            output: try answer["output"]?.stringValue.map { try JSONParser.parse($0) },
            error: answer["error"]?.stringValue,
            cause: answer["cause"]?.stringValue
        )
    }

    func history(_ arn: String) async throws -> History {
        var events: [JSONValue] = []
        var token: String?
        repeat {
            var request: JSONObject = ["executionArn": .string(arn), "maxResults": 1000]
            if let token { request["nextToken"] = .string(token) }
            let page = try await call("GetExecutionHistory", .object(request))
            events += page["events"]?.arrayValue ?? []
            token = page["nextToken"]?.stringValue
        } while token != nil
        return try History(events)
    }

    /// Waits until an execution has ended.
    func waitForEnd(_ arn: String, seconds: Double) async throws -> Execution {
        var last: Execution?
        let ended = try await eventually(seconds: seconds) {
            last = try await describe(arn)
            return last?.isRunning == false
        }
        guard ended, let last else {
            throw TestFault("\(arn) is still \(last?.status ?? "unknown") after \(seconds) s")
        }
        return last
    }
}

/// Tries `condition` every few milliseconds until it holds; false when the seconds have passed.
func eventually(
    seconds: Double,
    every milliseconds: Int = 20,
    _ condition: () async throws -> Bool
) async throws -> Bool {
    let clock = ContinuousClock()
    let end = clock.now + .seconds(seconds)
    while clock.now < end {
        if try await condition() { return true }
        try await Task.sleep(for: .milliseconds(milliseconds))
    }
    return try await condition()
}
