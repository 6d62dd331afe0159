import StepJSON

/// The protocols that are known here.
package enum WireProtocols {
    /// The first protocol of the service's list; CBOR only where there is no other.
    ///
    /// A service that speaks CBOR lists the protocol that it spoke before too. That one is text, which can be read in a
    /// trace, and which stand-ins for AWS know.
    package static func preferred(by metadata: ServiceMetadata) throws(WireError) -> any WireProtocol {
        let cbor = "smithy-rpc-v2-cbor"
        for name in metadata.protocols.filter({ $0 != cbor }) + [cbor] where metadata.protocols.contains(name) {
            switch name {
            case cbor: return CBORProtocol()
            case "query": return QueryProtocol(dialect: .query)
            case "ec2": return QueryProtocol(dialect: .ec2)
            case "json": return JSONProtocol()
            case "rest-json": return RestProtocol(.json)
            case "rest-xml": return RestProtocol(.xml)
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
