package import StepAWS

/// Why a call has no result.
package enum AWSCallError: Error, Sendable, Equatable {
    /// The call is not one that the service's model has; it was not sent.
    case invalid(String)
    /// The service answered with an error.
    case fault(ServiceFault, serviceID: String)
    /// The role that the call was to be made in cannot be assumed.
    case role(String)
    /// There is no answer of the service's, for a reason on this side or on the way.
    case client(String, serviceID: String)

    /// Whether nothing was answered.
    var isClient: Bool { if case .client = self { true } else { false } }
}

extension AWSCallError {
    /// What `ErrorEquals` has for it, where a task of `aws-sdk` made the call.
    var errorName: String {
        switch self {
        case .invalid: "States.Runtime"
        case .role: "States.Permissions"
        case .client(_, let serviceID): AWSNaming.clientErrorName(serviceID: serviceID)
        case .fault(let fault, let serviceID):
            fault.shapeName.map { AWSNaming.errorName(serviceID: serviceID, shape: $0) }
                ?? AWSNaming.unmodelledErrorName(serviceID: serviceID)
        }
    }
}

extension AWSCallError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .invalid(let message), .role(let message), .client(let message, _): message
        case .fault(let fault, _): fault.message.isEmpty ? fault.code : "\(fault.code): \(fault.message)"
        }
    }
}
