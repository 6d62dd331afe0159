package import StepJSON

/// The wire form of Lambda's Invoke (AWS Lambda API Reference, "Invoke"): the function in the path, the payload as the
/// body, the rest in headers. The payload is JSON text both ways.
package struct LambdaInvokeProtocol: WireProtocol {
    package init() {}

    /// Parameters that travel as headers.
    private static let headers = [
        ("InvocationType", "X-Amz-Invocation-Type"), ("LogType", "X-Amz-Log-Type"),
        ("ClientContext", "X-Amz-Client-Context"),
    ]

    package func request(
        for operation: Operation,
        of model: ServiceModel,
        parameters: JSONObject
    ) throws(WireError) -> HTTPRequest {
        guard let function = parameters["FunctionName"]?.stringValue, !function.isEmpty else {
            throw WireError(.invalidParameter, "FunctionName names the function, and is missing")
        }
        var fields = [HTTPField("Content-Type", "application/json")]
        for (member, header) in Self.headers {
            if let value = parameters[member]?.stringValue { fields.append(HTTPField(header, value)) }
        }
        let qualifier = parameters["Qualifier"]?.stringValue
        return HTTPRequest(
            method: "POST",
            path: "/2015-03-31/functions/\(PercentEncoding.encode(function))/invocations",
            query: qualifier.map { "Qualifier=\(PercentEncoding.encode($0))" } ?? "",
            fields: fields,
            body: Array((parameters["Payload"]?.stringValue ?? "{}").utf8)
        )
    }

    package func result(
        of operation: Operation,
        of model: ServiceModel,
        from response: HTTPResponse
    ) throws(WireError) -> JSONObject {
        var result: JSONObject = ["StatusCode": .number(JSONNumber(response.statusCode))]
        result["ExecutedVersion"] = response.fields["X-Amz-Executed-Version"].map { .string($0) }
        result["FunctionError"] = response.fields["X-Amz-Function-Error"].map { .string($0) }
        result["LogResult"] = response.fields["X-Amz-Log-Result"].map { .string($0) }
        result["Payload"] = .string(String(decoding: response.body, as: UTF8.self))
        return result
    }

    package func fault(
        of operation: Operation,
        of model: ServiceModel,
        from response: HTTPResponse
    ) -> ServiceFault {
        JSONProtocol().fault(of: operation, of: model, from: response)
    }
}
