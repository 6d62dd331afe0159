import StepJSON

/// The protocols that are known here.
package enum WireProtocols {
    /// The first protocol of the service's list that is known here.
    package static func preferred(by metadata: ServiceMetadata) throws(WireError) -> any WireProtocol {
        for name in metadata.protocols {
            switch name {
            case "query": return QueryProtocol(dialect: .query)
            case "ec2": return QueryProtocol(dialect: .ec2)
            case "json": return JSONProtocol()
            default: continue
            }
        }
        throw WireError(
            .unsupportedProtocol,
            "\(metadata.serviceName) speaks \(metadata.protocols.joined(separator: ", ")), which is not supported yet"
        )
    }

    /// The host prefix of an operation with its labels filled in (Smithy's endpoint trait).
    static func hostPrefix(
        of operation: Operation,
        of model: ServiceModel,
        parameters: JSONObject
    ) throws(WireError) -> String {
        guard var prefix = operation.hostPrefix else { return "" }
        let members = try WireError.model { () throws(ModelError) in try model.inputMembers(of: operation) }
        for member in members where member.isHostLabel {
            let value = parameters[member.name]?.stringValue ?? ""
            guard isHostLabel(value) else {
                throw WireError(
                    .invalidParameter,
                    "\(member.name) becomes part of a host name, which `\(value.prefix(64))` cannot"
                )
            }
            prefix = prefix.split(separator: "{\(member.name)}", omittingEmptySubsequences: false).joined(
                separator: value
            )
        }
        return prefix
    }

    private static func isHostLabel(_ text: String) -> Bool {
        (1...63).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }

    /// The fault of an answer that carries no error document the protocol knows, as a proxy's error page.
    static func undocumentedFault(_ response: HTTPResponse) -> ServiceFault {
        ServiceFault(
            code: String(response.statusCode),
            message: "the answer has status \(response.statusCode) and no error document",
            shapeName: nil,
            statusCode: response.statusCode,
            requestID: response.requestID,
            fields: JSONObject()
        )
    }
}
