package import StepJSON

/// What a service model says of the service as a whole.
package struct ServiceMetadata: Sendable {
    /// `RDS`, `CloudWatch Logs`: the name all other names are made from.
    package let serviceID: String
    package let apiVersion: String
    /// The first part of the service's host name.
    package let endpointPrefix: String
    /// The service's name in a signature's scope.
    package let signingName: String
    /// How requests are signed, where it is not Signature Version 4: `v2`, `bearer`.
    package let otherSignature: String?
    /// Protocols the service speaks, the preferred one first, in the model's words: `query`, `rest-json`, ….
    package let protocols: [String]
    package let jsonVersion: String?
    package let targetPrefix: String?
    package let xmlNamespace: String?
    package let fullName: String
    /// Whether a JSON service still names its errors in the words of its earlier query API.
    package let isQueryCompatible: Bool

    package init(_ model: JSONValue) {
        endpointPrefix = model["endpointPrefix"]?.stringValue ?? ""
        serviceID = model["serviceId"]?.stringValue ?? model["serviceFullName"]?.stringValue ?? endpointPrefix
        apiVersion = model["apiVersion"]?.stringValue ?? ""
        signingName = model["signingName"]?.stringValue ?? endpointPrefix
        let signature = model["signatureVersion"]?.stringValue
        otherSignature = signature.flatMap { ["v2", "bearer"].contains($0) ? $0 : nil }
        let preferred = (model["protocols"]?.arrayValue ?? []).compactMap(\.stringValue)
        let single = model["protocol"]?.stringValue.map { [$0] } ?? []
        protocols = preferred + single.filter { !preferred.contains($0) }
        jsonVersion = model["jsonVersion"]?.stringValue
        targetPrefix = model["targetPrefix"]?.stringValue
        xmlNamespace = model["xmlNamespace"]?["uri"]?.stringValue ?? model["xmlNamespace"]?.stringValue
        fullName = model["serviceFullName"]?.stringValue ?? serviceID
        isQueryCompatible = model["awsQueryCompatible"] != nil
    }

    /// The name in a task's resource: `rds`.
    package var serviceName: String { AWSNaming.serviceName(serviceID: serviceID) }
    /// What the names of the service's errors begin with: `Rds`.
    package var errorPrefix: String { AWSNaming.servicePrefix(serviceID: serviceID) }
}
