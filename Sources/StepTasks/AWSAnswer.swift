package import StepAWS
package import StepJSON

/// The answer to a call of an AWS API.
package struct AWSAnswer: Sendable, Equatable {
    /// The result in Step Functions' spelling.
    package var value: JSONValue
    package var statusCode: Int
    package var fields: [HTTPField]

    package init(value: JSONValue, statusCode: Int, fields: [HTTPField]) {
        self.value = value
        self.statusCode = statusCode
        self.fields = fields
    }

    /// What Step Functions adds to the results of optimized integrations (recorded): the headers and the request's id.
    var metadata: JSONObject {
        var all = JSONObject()
        var last = JSONObject()
        for field in fields {
            all[field.name] = .array((all[field.name]?.arrayValue ?? []) + [.string(field.value)])
            last[field.name] = .string(field.value)
        }
        let response = HTTPResponse(statusCode: statusCode, fields: fields)
        return [
            "SdkHttpMetadata": .object([
                "AllHttpHeaders": .object(all),
                "HttpHeaders": .object(last),
                "HttpStatusCode": .number(JSONNumber(statusCode)),
            ]),
            "SdkResponseMetadata": .object(["RequestId": .string(response.requestID)]),
        ]
    }
}
