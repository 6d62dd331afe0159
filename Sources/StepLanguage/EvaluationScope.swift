package import StepJSON
package import StepJSONata

/// Everything that an expression in a state may read.
///
/// The same for both query languages: JSONPath's `$` is `input`, `$$` is `context` and `$name` a variable; JSONata sees
/// `$states` and the variables. `context` is built when first asked for, since most expressions do not.
package struct EvaluationScope {
    /// What `$` means in a path: the effective input, or the result where the field selects from it.
    package var input: JSONValue
    /// The members of `$states` besides `context`: `input`, and `result` or `errorOutput` where the field has them.
    package var states: JSONObject
    package var variables: JSONObject
    package var environment: JSONataEnvironment
    /// Makes the Context Object.
    package var context: () -> JSONValue

    package init(
        input: JSONValue,
        states: JSONObject = JSONObject(),
        variables: JSONObject,
        environment: JSONataEnvironment,
        context: @escaping () -> JSONValue
    ) {
        self.input = input
        self.states = states
        self.variables = variables
        self.environment = environment
        self.context = context
    }
}

/// An expression that could not be evaluated: the error a state then fails with.
package struct EvaluationError: Error, Equatable, Sendable {
    /// `States.QueryEvaluationError`, `States.ParameterPathFailure`, `States.IntrinsicFailure`, `States.Runtime`, ….
    package var error: String
    /// AWS's words, without the part that names state and event, which the interpreter puts in front.
    package var cause: String
    /// The field, for the EvaluationFailed event: `Arguments/X`; nil where AWS writes no such event.
    package var location: String?
    /// Whether the expression had a value, and the state could do nothing with it: EvaluationFailed then follows the
    /// state's entry, and not the event before it (recorded).
    package var isOfValue: Bool

    package init(error: String, cause: String, location: String? = nil, isOfValue: Bool = false) {
        self.error = error
        self.cause = cause
        self.location = location
        self.isOfValue = isOfValue
    }
}
