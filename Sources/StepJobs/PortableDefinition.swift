import StepAWS
package import StepJSON

/// A definition as Step Functions itself takes it: with AWS's own resources for the work of this host.
///
/// A command becomes a task of an activity, which a worker on the host takes; the question of `approve` is published to
/// an SNS topic together with the token that answers it.
package struct PortableDefinition {
    /// The ARN of the activity that stands for commands.
    package var activityARN: String
    /// The ARN of the topic that questions go to.
    package var topicARN: String

    package init(activityARN: String, topicARN: String) {
        self.activityARN = activityARN
        self.topicARN = topicARN
    }

    /// `definition` with every `stepd:run` and `stepd:approve` replaced, in blocks inside as well.
    package func definition(_ definition: JSONValue) -> JSONValue {
        switch definition {
        case .array(let items): .array(items.map(self.definition))
        case .object(let object): .object(state(JSONObject(object.map { ($0.key, self.definition($0.value)) })))
        default: definition
        }
    }

    private func state(_ state: JSONObject) -> JSONObject {
        guard state["Type"] == "Task", let resource = state["Resource"]?.stringValue else { return state }
        var state = state
        switch resource {
        case "stepd:run":
            state["Resource"] = .string(activityARN)
        case "stepd:approve.waitForTaskToken":
            state["Resource"] = "arn:aws:states:::sns:publish.waitForTaskToken"
            state["Arguments"] = ["TopicArn": .string(topicARN), "Message": state["Arguments"] ?? [:]]
        default: break
        }
        return state
    }
}
