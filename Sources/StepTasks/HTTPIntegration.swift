import StepAWS
package import StepEngine
import StepJSON
package import StepLanguage
package import StepMachine
import Synchronization

/// Carries out `arn:aws:states:::http:invoke`: one request to an HTTP API.
///
/// Source: "Call HTTPS APIs in Step Functions workflows", Step Functions Developer Guide. Here plain `http` is allowed too,
/// and no connection is needed: what a connection would add stands in the state's own headers.
package final class HTTPIntegration: TaskDriver {
    private let transport: CurlMulti
    private let region: String
    private let requests = Mutex<[TaskToken: CurlRequest.ID?]>([:])

    /// Step Functions gives up after so long.
    private static let secondsMax = 60.0

    /// Sends by `transport`; `region` is part of the user agent, as at AWS.
    package init(transport: CurlMulti, region: String) {
        self.transport = transport
        self.region = region
    }

    package func handles(_ resource: TaskResource) -> Bool {
        resource.kind == .integration(service: "http", action: "invoke", pattern: .requestResponse)
    }

    /// A method that may be repeated is (RFC 9110, 9.2.2); what else may have been done is not done again.
    package func interruption(of request: TaskRequest) -> TaskInterruption {
        let method = request.parameters.value["Method"]?.stringValue ?? ""
        return ["GET", "HEAD", "OPTIONS", "PUT", "DELETE"].contains(method) ? .sendAgain : .fail
    }

    package func start(_ request: TaskRequest, completion: @escaping @Sendable (TaskOutcome) -> Void) {
        let invocation: HTTPInvocation
        do throws(HTTPInvocation.Fault) {
            invocation = try HTTPInvocation(
                request.parameters.value,
                userAgent: "Amazon|StepFunctions|HttpInvoke|\(region)"
            )
        } catch {
            return completion(.failed(error: "States.Runtime", cause: error.message))
        }
        let token = request.token
        let stateName = request.stateName
        requests.withLock { $0[token] = .some(nil) }
        var curlRequest = invocation.request
        curlRequest.totalTimeoutSeconds = Self.secondsMax
        let id = transport.send(curlRequest) { [self] result in
            guard requests.withLock({ $0.removeValue(forKey: token) }) != nil else { return }
            completion(HTTPInvocation.outcome(result, stateName: stateName))
        }
        requests.withLock { requests in
            if requests[token] != nil { requests[token] = .some(id) }
        }
    }

    package func cancel(_ token: TaskToken) {
        let id = requests.withLock { $0.removeValue(forKey: token) }
        if let id, let id { transport.cancel(id) }
    }
}
