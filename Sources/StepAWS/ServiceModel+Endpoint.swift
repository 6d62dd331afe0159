package import StepJSON

extension ServiceModel {
    /// Services whose parameters take their places in the address otherwise: S3's buckets may stand in the path, and the
    /// account of S3 Control is a prefix of the host.
    private static let addressedOtherwise: Set<String> = ["S3", "S3 Control"]

    /// What a call tells the service's endpoint rules, by the names of their parameters.
    package func endpointParameters(
        of operation: Operation,
        _ parameters: JSONObject
    ) throws(ModelError) -> [String: JSONValue] {
        guard !Self.addressedOtherwise.contains(metadata.serviceID) else { return [:] }
        var result = operation.endpointParameters
        for member in try inputMembers(of: operation) {
            guard let parameter = member.endpointParameter, let value = parameters[member.name] else { continue }
            result[parameter] = value
        }
        return result
    }
}
