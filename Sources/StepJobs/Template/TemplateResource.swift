import StepYAML

/// One resource of a template.
struct TemplateResource {
    /// The key under `Resources`.
    var id: String
    var idRange: SourceRange
    /// `AWS::Lambda::Function`.
    var type: String
    var typeRange: SourceRange
    var properties: YAMLNode?
    var condition: YAMLScalar?

    /// What a resource of a type is called, and what its ARN is: `%` stands for the name.
    private struct Naming {
        /// The property that names it.
        var property: String
        var service: String
        var resource: String
        /// Whether `Ref` is the ARN, not the name.
        var referenceIsARN = false
        /// Whether the ARN has neither region nor account, or no region.
        var isGlobal = false
    }

    private static let namings: [String: Naming] = [
        "AWS::StepFunctions::StateMachine": Naming(
            property: "StateMachineName",
            service: "states",
            resource: "stateMachine:%",
            referenceIsARN: true
        ),
        "AWS::Serverless::StateMachine": Naming(
            property: "Name",
            service: "states",
            resource: "stateMachine:%",
            referenceIsARN: true
        ),
        "AWS::StepFunctions::Activity": Naming(
            property: "Name",
            service: "states",
            resource: "activity:%",
            referenceIsARN: true
        ),
        "AWS::Lambda::Function": Naming(property: "FunctionName", service: "lambda", resource: "function:%"),
        "AWS::Serverless::Function": Naming(property: "FunctionName", service: "lambda", resource: "function:%"),
        "AWS::SNS::Topic": Naming(property: "TopicName", service: "sns", resource: "%", referenceIsARN: true),
        "AWS::SQS::Queue": Naming(property: "QueueName", service: "sqs", resource: "%"),
        "AWS::DynamoDB::Table": Naming(property: "TableName", service: "dynamodb", resource: "table/%"),
        "AWS::Logs::LogGroup": Naming(property: "LogGroupName", service: "logs", resource: "log-group:%:*"),
        "AWS::IAM::Role": Naming(property: "RoleName", service: "iam", resource: "role/%", isGlobal: true),
        "AWS::S3::Bucket": Naming(property: "BucketName", service: "s3", resource: "%", isGlobal: true),
        "AWS::Events::Rule": Naming(property: "Name", service: "events", resource: "rule/%"),
        "AWS::Events::EventBus": Naming(property: "Name", service: "events", resource: "event-bus/%"),
        "AWS::Scheduler::Schedule": Naming(property: "Name", service: "scheduler", resource: "schedule/default/%"),
    ]

    /// What `Ref` gives.
    func reference(_ evaluator: TemplateEvaluator, _ range: SourceRange) throws(TemplateFault) -> String {
        guard let naming = Self.namings[type] else { throw unknown("name", range) }
        let name = try self.name(evaluator)
        if type == "AWS::SQS::Queue" {
            let environment = evaluator.environment
            return "https://sqs.\(environment.region).\(environment.urlSuffix)/\(environment.account)/\(name)"
        }
        return naming.referenceIsARN ? arn(of: name, naming, evaluator) : name
    }

    /// What `Fn::GetAtt` gives.
    func attribute(
        _ attribute: String,
        _ evaluator: TemplateEvaluator,
        _ range: SourceRange
    ) throws(TemplateFault) -> String {
        guard let naming = Self.namings[type] else { throw unknown(attribute, range) }
        let name = try self.name(evaluator)
        switch attribute {
        case "Arn", "TopicArn": return arn(of: name, naming, evaluator)
        case "Name", "QueueName", "TopicName": return name
        case "QueueUrl" where type == "AWS::SQS::Queue": return try reference(evaluator, range)
        default: throw unknown(attribute, range)
        }
    }

    /// The resource's own name: the one it is given, or one of the stack's.
    ///
    /// The only machine of a template is named as the stack, which is the file: that is the job's name.
    func name(_ evaluator: TemplateEvaluator) throws(TemplateFault) -> String {
        if let naming = Self.namings[type], let node = properties?[naming.property],
            let value = try evaluator.value(node),
            let text = value.mappedText?.text, !text.isEmpty
        {
            return text
        }
        let stack = evaluator.stackName
        let isOnlyMachine = isMachine && evaluator.resources.values.count(where: \.isMachine) == 1
        let name = isOnlyMachine ? stack : "\(stack)-\(id)"
        return type == "AWS::S3::Bucket" ? name.lowercased() : name
    }

    var isMachine: Bool { type == "AWS::StepFunctions::StateMachine" || type == "AWS::Serverless::StateMachine" }
    var isFunction: Bool { type == "AWS::Lambda::Function" || type == "AWS::Serverless::Function" }

    private func arn(of name: String, _ naming: Naming, _ evaluator: TemplateEvaluator) -> String {
        let resource = naming.resource.replacing("%", with: name)
        let environment = evaluator.environment
        guard naming.isGlobal else { return environment.arn(naming.service, resource) }
        let account = naming.service == "s3" ? "" : environment.account
        return "arn:\(environment.partition):\(naming.service)::\(account):\(resource)"
    }

    private func unknown(_ what: String, _ range: SourceRange) -> TemplateFault {
        TemplateFault(
            "the \(what == "name" ? "name" : "attribute `\(what)`") of `\(id)` is only known where AWS has made it",
            range,
            hint: "\(type) does not run on this machine; make it a parameter",
            code: "template.remote"
        )
    }
}
