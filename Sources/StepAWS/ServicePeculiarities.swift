import StepJSON

/// What the SDKs do beyond a service's protocol: what the model tells of checksums, and the few rules that are in no model.
enum ServicePeculiarities {
    /// Parameters that have a value where the caller gives none, and prefixes that services put before their own ids but
    /// do not take back in an address.
    static func adapt(_ parameters: inout JSONObject, of operation: Operation, _ model: ServiceModel) throws(WireError)
    {
        switch model.metadata.serviceID {
        case "Glacier":
            // "-" is the account of the credentials.
            if parameters["accountId"] == nil { parameters["accountId"] = "-" }
        case "Route 53":
            // CreateHostedZone answers `/hostedzone/Z1`, and the address wants `Z1`.
            let members = try WireError.model { () throws(ModelError) in try model.inputMembers(of: operation) }
            for member in members where ["ResourceId", "DelegationSetId", "ChangeId"].contains(member.shapeName) {
                guard let text = parameters[member.name]?.stringValue else { continue }
                parameters[member.name] = .string(text.split(separator: "/").last.map(String.init) ?? text)
            }
        default: break
        }
    }

    /// Header fields that depend on the whole request.
    static func adapt(
        _ request: inout HTTPRequest,
        of operation: Operation,
        _ model: ServiceModel,
        _ parameters: JSONObject
    ) {
        addChecksum(to: &request, operation, parameters)
        switch model.metadata.serviceID {
        case "Glacier":
            request.fields["x-amz-glacier-version"] = model.metadata.apiVersion
            guard ["UploadArchive", "UploadMultipartPart"].contains(operation.name) else { return }
            if request.fields["x-amz-sha256-tree-hash"] == nil {
                request.fields["x-amz-sha256-tree-hash"] = TreeHash.text(of: request.body)
            }
            request.fields["x-amz-content-sha256"] = CanonicalRequest.hexHash(request.body)
        case "API Gateway":
            // Without it the answers are in a hypertext format of their own.
            if request.fields["Accept"] == nil { request.fields["Accept"] = "application/json" }
        default: break
        }
    }

    /// S3's answers to HEAD have no error document. The SDK for Java, and with it Step Functions, takes their 404 for the
    /// error that the model lists, in these words (`ExceptionTranslationInterceptor` of its S3 client).
    static func adapt(_ fault: inout ServiceFault, of operation: Operation, _ model: ServiceModel) {
        guard model.metadata.serviceID == "S3", operation.httpMethod == "HEAD", fault.statusCode == 404,
            fault.shapeName == nil,
            let name = operation.errorShapeNames.first(where: { (try? model.shape($0))?.errorStatusCode == 404 })
        else { return }
        fault.code = name
        fault.shapeName = name
        fault.message = "The specified \(operation.name == "HeadObject" ? "key" : "bucket") does not exist."
    }

    /// The checksum that the operation demands or can take: the one that the caller chose, CRC32 by default.
    private static func addChecksum(to request: inout HTTPRequest, _ operation: Operation, _ parameters: JSONObject) {
        guard let rule = operation.checksum else { return }
        let isGiven = request.fields.contains { field in
            let name = field.name.lowercased()
            if name == "content-md5" { return rule.algorithmMember == nil }
            return name.hasPrefix("x-amz-checksum-") && name != "x-amz-checksum-type"
        }
        guard !isGiven else { return }
        var checksum = ContentChecksum.crc32
        if let member = rule.algorithmMember, let chosen = parameters[member]?.stringValue {
            // One that cannot be computed here is the service's to ask for.
            guard let known = ContentChecksum(rawValue: chosen) else { return }
            checksum = known
        } else if rule.algorithmMember != nil {
            request.fields["x-amz-sdk-checksum-algorithm"] = checksum.rawValue
        }
        request.fields[checksum.headerName] = checksum.text(of: request.body)
    }
}
