import StepAPI
package import StepAWS
package import StepLambda
import StepTasks

/// A task that invokes a function of this machine gets it; any other function is AWS's.
extension LambdaService: LocalService {
    package func answers(_ request: HTTPRequest, serviceID: String) -> Bool {
        serviceID == "Lambda" && invokesLocalFunction(request)
    }
}

/// `aws lambda invoke --endpoint-url` at the daemon's address.
extension LambdaService: EndpointService {
    package func answers(path: String) -> Bool { Self.isLambda(path: path) }

    package func answer(_ request: HTTPRequest) async -> HTTPResponse {
        await withCheckedContinuation { continuation in
            answer(request) { continuation.resume(returning: $0) }
        }
    }
}
