/// What of EventBridge's and Secrets Manager's models a connection needs.
enum ConnectionModels {
    static let all = ["events": events, "secretsmanager": secrets]

    private static let events = """
        {"metadata": {"apiVersion": "2015-10-07", "endpointPrefix": "events", "protocol": "json", "jsonVersion": "1.1",
          "targetPrefix": "AWSEvents", "serviceId": "EventBridge"},
         "operations": {"DescribeConnection": {"name": "DescribeConnection", "http": {"method": "POST", "requestUri": "/"},
           "input": {"shape": "In"}, "output": {"shape": "Out"}, "errors": [{"shape": "ResourceNotFoundException"}]}},
         "shapes": {
          "In": {"type": "structure", "members": {"Name": {"shape": "S"}}},
          "Out": {"type": "structure", "members": {"AuthorizationType": {"shape": "S"}, "ConnectionState": {"shape": "S"},
           "SecretArn": {"shape": "S"}}},
          "ResourceNotFoundException": {"type": "structure", "members": {}, "exception": true},
          "S": {"type": "string"}}}
        """

    private static let secrets = """
        {"metadata": {"apiVersion": "2015-10-07", "endpointPrefix": "secretsmanager", "protocol": "json",
          "jsonVersion": "1.1", "targetPrefix": "secretsmanager", "serviceId": "Secrets Manager"},
         "operations": {"GetSecretValue": {"name": "GetSecretValue", "http": {"method": "POST", "requestUri": "/"},
           "input": {"shape": "In"}, "output": {"shape": "Out"}}},
         "shapes": {
          "In": {"type": "structure", "members": {"SecretId": {"shape": "S"}}},
          "Out": {"type": "structure", "members": {"SecretString": {"shape": "S"}}}, "S": {"type": "string"}}}
        """
}
