package import StepJSON
package import StepJSONata

/// `Type: Task` (states-language.net, "Task State").
package struct TaskState: Sendable {
    package var resource: TaskResource
    /// JSONPath: `Parameters`; JSONata: `Arguments`. Absent: the effective input is the argument.
    package var arguments: Template?
    package var timeout: SecondsField?
    package var heartbeat: SecondsField?
    package var credentials: Template?
    package var completion: Completion

    package init(
        resource: TaskResource,
        arguments: Template? = nil,
        timeout: SecondsField? = nil,
        heartbeat: SecondsField? = nil,
        credentials: Template? = nil,
        completion: Completion
    ) {
        self.resource = resource
        self.arguments = arguments
        self.timeout = timeout
        self.heartbeat = heartbeat
        self.credentials = credentials
        self.completion = completion
    }
}

/// `TimeoutSeconds` or `HeartbeatSeconds`, as a number, a path or an expression; whole seconds above 0.
package enum SecondsField: Sendable {
    case constant(Int64)
    case path(JSONPath)
    case expression(JSONataExpression, use: StatesUse = .everything)
}

/// `Type: Wait` (states-language.net, "Wait State").
package struct WaitState: Sendable {
    package var until: Until
    package var successor: Successor

    /// The one field that says how long.
    package enum Until: Sendable {
        case seconds(Int64)
        case secondsPath(JSONPath)
        case secondsExpression(JSONataExpression, use: StatesUse = .everything)
        /// RFC 3339 text.
        case timestamp(String)
        case timestampPath(JSONPath)
        case timestampExpression(JSONataExpression, use: StatesUse = .everything)
    }

    package init(until: Until, successor: Successor) {
        self.until = until
        self.successor = successor
    }
}

/// `Type: Choice` (states-language.net, "Choice State").
package struct ChoiceState: Sendable {
    package var rules: [ChoiceRule]
    package var defaultNext: StateIndex?

    package init(rules: [ChoiceRule], defaultNext: StateIndex?) {
        self.rules = rules
        self.defaultNext = defaultNext
    }
}

/// `Type: Pass` (states-language.net, "Pass State").
package struct PassState: Sendable {
    package var successor: Successor
    /// JSONPath only.
    package var parameters: Template?
    /// JSONPath only: `Result`.
    package var result: JSONValue?
    package var resultPath: ResultPathField

    package init(
        successor: Successor,
        parameters: Template? = nil,
        result: JSONValue? = nil,
        resultPath: ResultPathField = .replace
    ) {
        self.successor = successor
        self.parameters = parameters
        self.result = result
        self.resultPath = resultPath
    }
}

/// `Type: Fail` (states-language.net, "Fail State").
package struct FailState: Sendable {
    package var error: TextField?
    package var cause: TextField?

    package init(error: TextField?, cause: TextField?) {
        self.error = error
        self.cause = cause
    }
}

/// `Error` or `Cause` of a Fail state: text, or a template that must give text (`ErrorPath`, `CausePath`, `{% %}`).
package enum TextField: Sendable {
    case constant(String)
    case template(Template)
}
