import StepJSON

/// One operation of a service model: what is sent, what comes back, what can go wrong.
package struct Operation: Sendable {
    /// The API's own name, `CreateDBSnapshot`.
    package let name: String
    /// The name in a task's resource, `createDBSnapshot`.
    package let actionName: String
    package let httpMethod: String
    /// Path and query with `{Label}` placeholders; `/` in the query and JSON protocols.
    package let requestURI: String
    package let inputShapeName: String?
    /// What the input is called in XML, where it is the body.
    package let inputTraits: ShapeTraits
    package let outputShapeName: String?
    /// The element around the result in the query protocol's answer.
    package let resultWrapper: String?
    /// The shapes of the modelled errors.
    package let errorShapeNames: [String]
    /// What stands before the endpoint's host, with `{Label}` placeholders.
    package let hostPrefix: String?
    /// What the operation tells the service's endpoint rules, by the names of their parameters.
    let endpointParameters: [String: JSONValue]
    /// Sent without a signature (`authtype: none`).
    package let isUnsigned: Bool
    /// Signed without its body.
    package let hasUnsignedBody: Bool
    /// The checksum of the body that the service demands or can check; nil for none.
    let checksum: ChecksumRule?
    /// Whether a call changes nothing, so that it may be sent again after an unknown outcome.
    ///
    /// The model says so for few services; for the rest the verbs `Describe`, `Get` and `List` do, which AWS keeps for
    /// operations that read. (Where reading takes a thing away, as with SQS, the verb is `Receive`.)
    package let isReadOnly: Bool
    /// Whether the model says that a second call with the same parameters changes nothing more.
    package let isIdempotent: Bool

    init(name: String, model: JSONValue) throws(ModelError) {
        guard let http = model["http"], let method = http["method"]?.stringValue,
            let uri = http["requestUri"]?.stringValue
        else { throw ModelError(.malformed, "operation \(name) of the service model has no HTTP method and path") }
        self.name = name
        actionName = AWSNaming.actionName(operation: name)
        httpMethod = method
        requestURI = uri
        inputShapeName = model["input"]?["shape"]?.stringValue
        inputTraits = ShapeTraits(model["input"] ?? .null)
        outputShapeName = model["output"]?["shape"]?.stringValue
        resultWrapper = model["output"]?["resultWrapper"]?.stringValue
        errorShapeNames = (model["errors"]?.arrayValue ?? []).compactMap { $0["shape"]?.stringValue }
        hostPrefix = model["endpoint"]?["hostPrefix"]?.stringValue
        endpointParameters = (model["staticContextParams"]?.objectValue ?? JSONObject())
            .reduce(into: [:]) { $0[$1.key] = $1.value["value"] }
        isUnsigned = model["authtype"]?.stringValue == "none"
        hasUnsignedBody = model["unsignedPayload"]?.boolValue ?? (model["authtype"]?.stringValue == "v4-unsigned-body")
        checksum = ChecksumRule(model)
        isReadOnly =
            model["readonly"]?.boolValue ?? false
            || ["Describe", "Get", "List"].contains { Self.begins(name, withVerb: $0) }
        isIdempotent = model["idempotent"]?.boolValue ?? false
    }

    /// `ListObjectsV2` begins with the verb `List`; `Listen` does not.
    private static func begins(_ name: String, withVerb verb: String) -> Bool {
        guard name.hasPrefix(verb) else { return false }
        return name.dropFirst(verb.count).first?.isLowercase != true
    }
}

/// What a model says of an operation's checksum (Smithy's `httpChecksum` and `httpChecksumRequired` traits).
struct ChecksumRule: Sendable {
    /// The member in which the caller may choose the algorithm.
    let algorithmMember: String?

    /// Nil for an operation whose request has no checksum.
    init?(_ model: JSONValue) {
        algorithmMember = model["httpChecksum"]?["requestAlgorithmMember"]?.stringValue
        let isRequired =
            model["httpChecksumRequired"]?.boolValue ?? model["httpChecksum"]?["requestChecksumRequired"]?.boolValue
        guard algorithmMember != nil || isRequired == true else { return nil }
    }
}
