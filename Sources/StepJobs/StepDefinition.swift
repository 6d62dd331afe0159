import StepAWS
import StepYAML

/// A value of the job file with the place it was written at.
struct Placed<Value> {
    var value: Value
    var range: SourceRange
}

/// A span of time as the file has it.
struct PlacedDuration {
    var seconds: Int
    var text: String
    var range: SourceRange
}

/// The `steps` form of a job as it was decoded, before it is lowered.
struct StepsDefinition {
    var description: String?
    var timeout: PlacedDuration?
    var parameters: [JobParameter]
    var parameterNodes: [String: YAMLNode]
    var steps: [Step]
    /// The key `params`, or `steps` where there is none.
    var parametersRange: SourceRange
    var stepsRange: SourceRange
}

/// One item of `steps`.
struct Step {
    enum Kind {
        case call(Call, result: YAMLScalar?)
        case poll(Poll)
        case wait(Wait)
        /// A state in the States Language, as it is.
        case state(YAMLNode)
    }

    /// The state's name, and the variable's.
    var id: String
    var idRange: SourceRange
    var kind: Kind
}

/// One call of an AWS API, or of a Lambda function.
struct Call {
    /// What to do about a task that was under way when the daemon ended.
    enum OnInterrupt: String, CaseIterable {
        case retry, fail
    }

    /// `service.action` as written, or the function.
    var target: YAMLScalar
    var isFunction = false
    var role: YAMLScalar?
    /// The key the call stands under: `aws`, `lambda`, `start` or `poll`.
    var keyRange: SourceRange
    var arguments: YAMLEntry?
    var timeout: PlacedDuration?
    var retry: Retry?
    var okIf: [YAMLScalar]
    var onInterrupt: Placed<OnInterrupt>?
}

/// `retry` of a call.
struct Retry {
    var times: Int
    var delaySeconds: Int
    var backoff: Double
    var maxDelaySeconds: Int?
    var hasJitter: Bool
    var on: [YAMLScalar]
    var range: SourceRange
}

/// `poll` and what belongs to it.
struct Poll {
    var start: Call?
    var call: Call
    var every: PlacedDuration
    var goal: Goal
    var timeout: PlacedDuration
    var result: YAMLScalar?

    /// When it is done, and when it has failed.
    enum Goal {
        case conditions(until: YAMLEntry, failedWhen: YAMLEntry?)
        /// As one of AWS's waiters has it, and where that was written.
        case waiter(Waiter, WaiterCondition, SourceRange)
    }
}

/// A step that only waits.
enum Wait {
    case duration(PlacedDuration)
    /// An expression that gives seconds.
    case seconds(YAMLScalar)
    /// A timestamp, or an expression that gives one.
    case until(YAMLScalar)
}
