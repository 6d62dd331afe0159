/// What the daemon itself cannot do without: a local Lambda function is invoked on a machine that has no models.
///
/// Source: "Invoke", AWS Lambda API Reference.
enum BuiltInModel {
    /// The model of a service; nil for all but the one.
    static func model(of service: String) -> ServiceModel? { service == "lambda" ? lambda : nil }

    private static let lambda = try? ServiceModel(bytes: Array(text.utf8))

    /// In the form of `service-2.json`.
    private static let text = """
        {"metadata": {"apiVersion": "2015-03-31", "endpointPrefix": "lambda", "protocol": "rest-json",
          "serviceId": "Lambda", "signatureVersion": "v4"},
         "operations": {"Invoke": {"name": "Invoke",
          "http": {"method": "POST", "requestUri": "/2015-03-31/functions/{FunctionName}/invocations"},
          "input": {"shape": "Request"}, "output": {"shape": "Response"},
          "errors": [{"shape": "ServiceException"}, {"shape": "ResourceNotFoundException"},
           {"shape": "InvalidRequestContentException"}, {"shape": "InvalidParameterValueException"},
           {"shape": "RequestTooLargeException"}, {"shape": "TooManyRequestsException"},
           {"shape": "ResourceConflictException"}]}},
         "shapes": {
          "Request": {"type": "structure", "required": ["FunctionName"], "payload": "Payload", "members": {
           "FunctionName": {"shape": "Text", "location": "uri", "locationName": "FunctionName"},
           "InvocationType": {"shape": "Text", "location": "header", "locationName": "X-Amz-Invocation-Type"},
           "LogType": {"shape": "Text", "location": "header", "locationName": "X-Amz-Log-Type"},
           "ClientContext": {"shape": "Text", "location": "header", "locationName": "X-Amz-Client-Context"},
           "Payload": {"shape": "Blob"},
           "Qualifier": {"shape": "Text", "location": "querystring", "locationName": "Qualifier"}}},
          "Response": {"type": "structure", "payload": "Payload", "members": {
           "StatusCode": {"shape": "Integer", "location": "statusCode"},
           "FunctionError": {"shape": "Text", "location": "header", "locationName": "X-Amz-Function-Error"},
           "LogResult": {"shape": "Text", "location": "header", "locationName": "X-Amz-Log-Result"},
           "Payload": {"shape": "Blob"},
           "ExecutedVersion": {"shape": "Text", "location": "header", "locationName": "X-Amz-Executed-Version"}}},
          "ServiceException": {"type": "structure", "members": {"Message": {"shape": "Text"}},
           "error": {"httpStatusCode": 500}, "exception": true, "fault": true},
          "ResourceNotFoundException": {"type": "structure", "members": {"Message": {"shape": "Text"}},
           "error": {"httpStatusCode": 404}, "exception": true},
          "InvalidRequestContentException": {"type": "structure", "members": {"message": {"shape": "Text"}},
           "error": {"httpStatusCode": 400}, "exception": true},
          "InvalidParameterValueException": {"type": "structure", "members": {"message": {"shape": "Text"}},
           "error": {"httpStatusCode": 400}, "exception": true},
          "RequestTooLargeException": {"type": "structure", "members": {"message": {"shape": "Text"}},
           "error": {"httpStatusCode": 413}, "exception": true},
          "TooManyRequestsException": {"type": "structure", "members": {"message": {"shape": "Text"}},
           "error": {"httpStatusCode": 429}, "exception": true},
          "ResourceConflictException": {"type": "structure", "members": {"message": {"shape": "Text"}},
           "error": {"httpStatusCode": 409}, "exception": true},
          "Text": {"type": "string"}, "Integer": {"type": "integer"}, "Blob": {"type": "blob"}}}
        """
}
