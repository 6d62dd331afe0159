package import StepJSON

/// One call of an AWS API, as a state machine spells it.
package struct AWSCall: Sendable {
    /// The service's name in a resource, `rds`.
    package var service: String
    /// The action's name in a resource, `createDBSnapshot`.
    package var action: String
    package var parameters: JSONValue
    /// For everything, attempts and waits between them; nil for no limit but those of each attempt.
    package var timeoutSeconds: Double?
    /// Used where the operation takes an idempotency token and the parameters have none.
    package var idempotencyToken: String
    /// Whether the result keeps the model's own names, instead of Step Functions' spelling.
    package var keepsModelNames: Bool
    /// How long the service may think before its first byte; nil for what is usual.
    package var idleTimeoutSeconds: Int?
    /// Instead of the configured region.
    package var region: String?
    /// The IAM role whose credentials sign the call; nil for the client's own.
    package var roleARN: String?

    package init(
        service: String,
        action: String,
        parameters: JSONValue,
        timeoutSeconds: Double? = nil,
        idempotencyToken: String,
        keepsModelNames: Bool = false,
        idleTimeoutSeconds: Int? = nil,
        region: String? = nil,
        roleARN: String? = nil
    ) {
        self.service = service
        self.action = action
        self.parameters = parameters
        self.timeoutSeconds = timeoutSeconds
        self.idempotencyToken = idempotencyToken
        self.keepsModelNames = keepsModelNames
        self.idleTimeoutSeconds = idleTimeoutSeconds
        self.region = region
        self.roleARN = roleARN
    }
}
