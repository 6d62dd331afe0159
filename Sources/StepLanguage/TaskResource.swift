/// The `Resource` of a Task: who does the work and how its end is learnt.
///
/// AWS's shape: `arn:<partition>:states:[region]:[account]:<service>:<action>[.pattern]` for integrations, the ARN of an
/// activity or of a Lambda function otherwise (AWS, "Service integration patterns"). `stepd:<action>` is an extension of
/// this daemon for work on its own host.
package struct TaskResource: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        /// `arn:aws:states:<region>:<account>:activity:<name>`.
        case activity
        /// A Lambda function's ARN: the old form, whose result is the bare payload.
        case lambdaFunction
        /// `service` as in the ARN, `aws-sdk:rds` included; `action` without its pattern.
        case integration(service: String, action: String, pattern: Pattern)
        /// `stepd:<action>`.
        case host(action: String, pattern: Pattern)
    }

    /// How an integration's end is learnt.
    package enum Pattern: String, Sendable, Hashable {
        case requestResponse = ""
        case sync = ".sync"
        case sync2 = ".sync:2"
        case waitForTaskToken = ".waitForTaskToken"
    }

    /// The text of the field.
    package var text: String
    package var kind: Kind

    package init(text: String, kind: Kind) {
        self.text = text
        self.kind = kind
    }

    /// History's `resourceType`: `aws-sdk:rds`, `lambda`, `states`, ….
    package var resourceType: String {
        switch kind {
        case .activity: "activity"
        case .lambdaFunction: "lambda"
        case .integration(let service, _, _): service
        case .host: "stepd"
        }
    }

    /// History's `resource`: the action with its pattern, `createDBSnapshot` or `startExecution.sync:2`.
    package var resourceName: String {
        switch kind {
        case .activity, .lambdaFunction: text
        case .integration(_, let action, let pattern), .host(let action, let pattern): action + pattern.rawValue
        }
    }
}
