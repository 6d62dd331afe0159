import StepJSON

/// A service that Step Functions has an optimized integration for, `arn:aws:states:::sqs:sendMessage` (AWS, "Integrating
/// optimized services with Step Functions").
///
/// These are called by the AWS SDK for Java 1.x, whose names their errors have, and their results carry the answer's
/// metadata (recorded).
struct OptimizedService: Sendable, Equatable {
    /// In the resource: `sqs`.
    var name: String
    /// The service's name as `aws-sdk` has it.
    var service: String
    /// The actions that are called as they are.
    var actions: Set<String>
    /// What an error begins with: `SQS`.
    var errorPrefix: String
    /// The error of a code that the model does not list: `AmazonSQSException`.
    var unmodelledError: String
    /// How causes name the service: `AmazonSQS`.
    var clientName: String
    /// Parameters that the API takes as text, and a state may give as JSON.
    var documentMembers: Set<String> = []
    /// What parameters are that a state leaves out or gives as null.
    var defaults: [String: JSONValue] = [:]

    static let lambda = OptimizedService(
        name: "lambda",
        service: "lambda",
        actions: ["invoke"],
        errorPrefix: "Lambda",
        unmodelledError: "AWSLambdaException",
        clientName: "AWSLambda",
        documentMembers: ["Payload"],
        // A function that is given nothing gets an empty event.
        defaults: ["Payload": "{}"]
    )

    static let all = [
        lambda,
        OptimizedService(
            name: "sqs",
            service: "sqs",
            actions: ["sendMessage"],
            errorPrefix: "SQS",
            unmodelledError: "AmazonSQSException",
            clientName: "AmazonSQS",
            documentMembers: ["MessageBody"]
        ),
        OptimizedService(
            name: "sns",
            service: "sns",
            actions: ["publish"],
            errorPrefix: "SNS",
            unmodelledError: "AmazonSNSException",
            clientName: "AmazonSNS",
            documentMembers: ["Message"]
        ),
        OptimizedService(
            name: "dynamodb",
            service: "dynamodb",
            actions: ["getItem", "putItem", "updateItem", "deleteItem"],
            errorPrefix: "DynamoDB",
            unmodelledError: "AmazonDynamoDBException",
            clientName: "AmazonDynamoDBv2"
        ),
    ]

    /// The service of `arn:aws:states:::<name>:<action>`; nil for any other.
    static func find(_ name: String, action: String) -> OptimizedService? {
        all.first { $0.name == name && $0.actions.contains(action) }
    }

    /// The parameters of the call that a state's parameters stand for.
    func parameters(_ value: JSONValue) -> JSONValue {
        guard case .object(var object) = value else { return value }
        for member in documentMembers {
            // What is null is as if it were absent (recorded).
            guard let given = object[member], given != .null, given.stringValue == nil else { continue }
            object[member] = .string(JSONWriter.text(of: given))
        }
        for (member, value) in defaults where object[member] ?? .null == .null { object[member] = value }
        return .object(object)
    }
}
