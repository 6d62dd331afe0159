import StepAWS

/// The types of results that no service model tells: of a command, of an approval, and of `http:invoke` (AWS, "Call HTTPS
/// APIs in Step Functions workflows"). With them a member that does not exist is found as it is for a service.
enum HostResult {
    /// What a call returns; nil for one whose result is of any type, or of a service.
    static func shape(of target: Call.Target) -> ValueShape? {
        switch target {
        case .command: shape("Command", "a command")
        case .approval: shape("Approval", "an approval")
        case .http: shape("HTTP", "an HTTP API")
        case .aws, .function, .job: nil
        }
    }

    private static func shape(_ name: String, _ owner: String) -> ValueShape? {
        guard let model, let shape = try? model.shape(name) else { return nil }
        return ValueShape(model: model, shape: shape, owner: owner)
    }

    private static let model = try? ServiceModel(bytes: Array(text.utf8))

    /// In the form of botocore's `service-2.json`. The output of an approval may be whatever the answer says.
    private static let text = """
        {"metadata": {"apiVersion": "1", "endpointPrefix": "stepd", "protocol": "json", "serviceId": "stepd",
          "signatureVersion": "v4"},
         "operations": {},
         "shapes": {
          "Command": {"type": "structure", "members": {"ExitCode": {"shape": "Integer"}, "Stdout": {"shape": "Text"},
           "Json": {"shape": "Any"}, "DurationMs": {"shape": "Integer"}}},
          "Approval": {"type": "structure", "document": true, "members": {}},
          "HTTP": {"type": "structure", "members": {"Headers": {"shape": "Any"}, "ResponseBody": {"shape": "Any"},
           "StatusCode": {"shape": "Integer"}, "StatusText": {"shape": "Text"}}},
          "Any": {"type": "structure", "document": true, "members": {}},
          "Integer": {"type": "integer"}, "Text": {"type": "string"}}}
        """
}
