package import StepAWS
import StepJSON

/// Lambda's API for the functions of this machine: Invoke, ListFunctions and GetFunctionConfiguration (AWS Lambda API
/// Reference), as HTTP has it.
///
/// There is one implementation for whoever asks: a state machine's task, and `aws lambda invoke --endpoint-url`.
package struct LambdaService: Sendable {
    private let host: FunctionHost
    private let configuration: FunctionHostConfiguration

    private static let base = "/2015-03-31/functions"
    /// Lambda's limits for events.
    private static let eventBytesMax = 6 << 20
    private static let asynchronousEventBytesMax = 1 << 20

    package init(host: FunctionHost, configuration: FunctionHostConfiguration) {
        self.host = host
        self.configuration = configuration
    }

    /// Whether a path is one of Lambda's.
    package static func isLambda(path: String) -> Bool { path == base || path.hasPrefix("\(base)/") }

    /// Whether a request invokes a function of this machine.
    package func invokesLocalFunction(_ request: HTTPRequest) -> Bool {
        guard request.method == "POST", let target = target(of: request), target.action == "invocations",
            let name = try? name(target.function)
        else { return false }
        return host.function(named: name) != nil
    }

    /// Answers a request. `completion` is called once, from any thread, after as long as the function takes.
    package func answer(_ request: HTTPRequest, completion: @escaping @Sendable (HTTPResponse) -> Void) {
        let requestID = RequestID.make()
        do throws(LambdaFault) {
            guard let target = target(of: request) else {
                guard request.path == Self.base || request.path == "\(Self.base)/", request.method == "GET" else {
                    throw LambdaFault.notFound("There is no \(request.method) \(request.path) here.")
                }
                return completion(list(requestID))
            }
            let function = try function(target.function)
            switch (request.method, target.action) {
            case ("POST", "invocations"): try invoke(function, request, requestID, completion)
            case ("GET", "configuration"):
                completion(json(200, requestID, description(of: function)))
            case ("GET", ""):
                completion(json(200, requestID, ["Configuration": description(of: function)]))
            default: throw LambdaFault.notFound("There is no \(request.method) \(request.path) here.")
            }
        } catch {
            completion(Self.response(error, requestID))
        }
    }

    private func target(of request: HTTPRequest) -> (function: String, action: String)? {
        guard request.path.hasPrefix("\(Self.base)/") else { return nil }
        let parts = request.path.dropFirst(Self.base.count + 1).split(separator: "/", omittingEmptySubsequences: false)
        guard let first = parts.first, !first.isEmpty, parts.count <= 2 else { return nil }
        return (PercentEncoding.decode(first), parts.count == 2 ? String(parts[1]) : "")
    }

    // MARK: - Names

    /// The name in a function's name, partial ARN (`123456789012:function:f`) or ARN, each with a qualifier or without.
    private func name(_ text: String) throws(LambdaFault) -> String {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        let (place, qualifier): (Int, Int)
        switch parts.count {
        case 1, 2: (place, qualifier) = (0, 1)
        case 3...4 where parts[1] == "function":
            guard parts[0] == configuration.account else { throw .unknown(text, configuration) }
            (place, qualifier) = (2, 3)
        case 7...8 where parts[0] == "arn" && parts[2] == "lambda" && parts[5] == "function":
            guard parts[3] == configuration.region, parts[4] == configuration.account else {
                throw .unknown(text, configuration)
            }
            (place, qualifier) = (6, 7)
        default: throw .unknown(text, configuration)
        }
        guard parts.count == qualifier || parts[qualifier] == "$LATEST" else { throw .unknown(text, configuration) }
        return parts[place]
    }

    private func function(_ text: String) throws(LambdaFault) -> LambdaFunction {
        guard let function = host.function(named: try name(text)) else { throw .unknown(text, configuration) }
        return function
    }

    // MARK: - Invoke

    private func invoke(
        _ function: LambdaFunction,
        _ request: HTTPRequest,
        _ requestID: String,
        _ completion: @escaping @Sendable (HTTPResponse) -> Void
    ) throws(LambdaFault) {
        let qualifier = request.query.split(separator: "&").first { $0.hasPrefix("Qualifier=") }
        if let qualifier, PercentEncoding.decode(qualifier.dropFirst("Qualifier=".count)) != "$LATEST" {
            throw .notFound("Function not found: \(configuration.arn(of: function.name)) has no \(qualifier).")
        }
        let type = request.fields["X-Amz-Invocation-Type"] ?? "RequestResponse"
        let bytesMax = type == "Event" ? Self.asynchronousEventBytesMax : Self.eventBytesMax
        guard request.body.count <= bytesMax else { throw .tooLarge(bytesMax) }
        let event = request.body.isEmpty ? Array("{}".utf8) : request.body
        guard (try? JSONParser.parse(bytes: event)) != nil else {
            throw LambdaFault(400, "InvalidRequestContentException", "Could not parse request body into json.")
        }
        let invocation = FunctionInvocation(
            requestID: requestID,
            payload: event,
            clientContext: request.fields["X-Amz-Client-Context"],
            traceID: request.fields["X-Amzn-Trace-Id"]
        )
        switch type {
        case "DryRun": completion(HTTPResponse(statusCode: 204, fields: Self.fields(requestID)))
        case "Event":
            host.invoke(function.name, invocation) { _ in }
            completion(HTTPResponse(statusCode: 202, fields: Self.fields(requestID)))
        case "RequestResponse":
            let showsLog = request.fields["X-Amz-Log-Type"] == "Tail"
            host.invoke(function.name, invocation) { result in
                completion(response(result, requestID, showsLog: showsLog))
            }
        default: throw LambdaFault(400, "InvalidParameterValueException", "Unsupported invocation type: \(type)")
        }
    }

    private func response(
        _ result: Result<FunctionResult, FunctionRefusal>,
        _ requestID: String,
        showsLog: Bool
    ) -> HTTPResponse {
        switch result {
        case .success(let result):
            var fields = Self.fields(requestID)
            fields.append(HTTPField("Content-Type", "application/json"))
            fields.append(HTTPField("X-Amz-Executed-Version", "$LATEST"))
            if result.isError { fields.append(HTTPField("X-Amz-Function-Error", "Unhandled")) }
            if showsLog { fields.append(HTTPField("X-Amz-Log-Result", Base64.encode(result.logTail))) }
            return HTTPResponse(statusCode: 200, fields: fields, body: result.payload)
        case .failure(.unknown(let name)): return Self.response(.unknown(name, configuration), requestID)
        case .failure(.tooManyRequests): return Self.response(.tooManyRequests, requestID)
        case .failure(.shuttingDown):
            return Self.response(LambdaFault(500, "ServiceException", "The daemon is shutting down."), requestID)
        }
    }

    // MARK: - What there is

    private func list(_ requestID: String) -> HTTPResponse {
        let functions = host.owners.keys.sorted().compactMap { host.function(named: $0) }.map(description)
        return json(200, requestID, ["Functions": .array(functions)])
    }

    private func description(of function: LambdaFunction) -> JSONValue {
        let variables = JSONObject(function.environment.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })
        return [
            "FunctionName": .string(function.name),
            "FunctionArn": .string(configuration.arn(of: function.name)), "Runtime": .string(function.runtime),
            "Handler": .string(function.handler), "Timeout": .number(JSONNumber(function.timeoutSeconds)),
            "MemorySize": .number(JSONNumber(function.memoryMegabytes)), "Version": "$LATEST", "State": "Active",
            "Environment": ["Variables": .object(variables)],
        ]
    }

    // MARK: - Answers

    private static func fields(_ requestID: String) -> [HTTPField] { [HTTPField("x-amzn-RequestId", requestID)] }

    private func json(_ status: Int, _ requestID: String, _ value: JSONValue) -> HTTPResponse {
        let type = HTTPField("Content-Type", "application/json")
        return HTTPResponse(
            statusCode: status,
            fields: Self.fields(requestID) + [type],
            body: JSONWriter.bytes(of: value)
        )
    }

    private static func response(_ fault: LambdaFault, _ requestID: String) -> HTTPResponse {
        HTTPResponse(
            statusCode: fault.statusCode,
            fields: fields(requestID) + [
                HTTPField("Content-Type", "application/json"), HTTPField("x-amzn-ErrorType", fault.type),
            ],
            body: JSONWriter.bytes(of: ["Type": "User", "Message": .string(fault.message)])
        )
    }
}

/// An error of Lambda's API.
struct LambdaFault: Error {
    var statusCode: Int
    var type: String
    var message: String

    init(_ statusCode: Int, _ type: String, _ message: String) {
        (self.statusCode, self.type, self.message) = (statusCode, type, message)
    }

    static func notFound(_ message: String) -> LambdaFault { LambdaFault(404, "ResourceNotFoundException", message) }

    static func unknown(_ name: String, _ configuration: FunctionHostConfiguration) -> LambdaFault {
        .notFound("Function not found: \(name.hasPrefix("arn:") ? name : configuration.arn(of: name))")
    }

    static let tooManyRequests = LambdaFault(429, "TooManyRequestsException", "Rate Exceeded.")

    static func tooLarge(_ bytes: Int) -> LambdaFault {
        LambdaFault(
            413,
            "RequestTooLargeException",
            "Request must be smaller than \(bytes) bytes for the InvokeFunction operation"
        )
    }
}
