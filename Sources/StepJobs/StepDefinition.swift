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
    var onFailure: [Step] = []
    var always: [Step] = []
    /// What the output of an execution is; nil for the last step's result.
    var result: YAMLScalar?
    /// The key `params`, or `steps` where there is none.
    var parametersRange: SourceRange
    var stepsRange: SourceRange
}

/// One item of `steps`.
struct Step {
    indirect enum Kind {
        case call(Call)
        case poll(Poll)
        case wait(Wait)
        case fail(Failure)
        case choice([ChoiceCase], otherwise: [Step])
        case parallel([Branch], isNamed: Bool)
        case forEach(Iteration)
        /// A state in the States Language, as it is.
        case state(YAMLNode)
    }

    /// The state's name, and the variable's.
    var id: String
    var idRange: SourceRange
    var kind: Kind
    /// The key that says what the step is.
    var keyRange: SourceRange
    /// Whether it is done at all.
    var condition: YAMLScalar?
    /// What to keep of the result.
    var result: YAMLScalar?
    /// For what runs other steps inside; a call has its own.
    var retry: Retry?
    var catches: [Catch] = []
}

/// One case of `switch`.
struct ChoiceCase {
    var when: YAMLScalar
    var steps: [Step]
    var range: SourceRange
}

/// One branch of `parallel`.
struct Branch {
    /// Its key, or its number from 1.
    var name: String
    var steps: [Step]
    var range: SourceRange
}

/// `for_each` and what belongs to it.
struct Iteration {
    /// An expression or a list.
    var items: YAMLNode
    var variable: Placed<String>
    var steps: [Step]
    var itemsAtOnceMax: Placed<Int>?
    var stepsRange: SourceRange
}

/// One item of `catch`.
struct Catch {
    enum Target {
        case step(YAMLScalar)
        case steps([Step])
    }

    /// Empty for every error.
    var on: [YAMLScalar]
    var target: Target
    var range: SourceRange
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

    /// When it is done, and when it has failed.
    enum Goal {
        case conditions(until: YAMLEntry, failedWhen: YAMLEntry?)
        /// As one of AWS's waiters has it, and where that was written.
        case waiter(Waiter, WaiterCondition, SourceRange)
    }
}

/// A step that fails the job.
struct Failure {
    static let errorDefault = "Job.Failed"

    /// Nil for the default.
    var error: YAMLScalar?
    var cause: YAMLScalar
}

/// A step that only waits.
enum Wait {
    case duration(PlacedDuration)
    /// An expression that gives seconds.
    case seconds(YAMLScalar)
    /// A timestamp, or an expression that gives one.
    case until(YAMLScalar)
}

extension Step {
    /// The state the step begins with, where its names end in `ending`.
    func entryState(ending: String = "") -> String {
        condition == nil ? bodyState(ending: ending) : "\(id)\(ending).if"
    }

    /// The state behind the one that `if` makes.
    func bodyState(ending: String) -> String {
        if case .poll = kind { return "\(id)\(ending).start" }
        return "\(id)\(ending)"
    }

    /// The lists of steps in it that share its variables.
    var inlineSteps: [[Step]] {
        var lists = catches.compactMap { clause -> [Step]? in
            guard case .steps(let steps) = clause.target else { return nil }
            return steps
        }
        if case .choice(let cases, let otherwise) = kind { lists += cases.map(\.steps) + [otherwise] }
        return lists
    }

    /// The lists of steps in it that have variables of their own.
    var nestedSteps: [[Step]] {
        switch kind {
        case .parallel(let branches, _): branches.map(\.steps)
        case .forEach(let iteration): [iteration.steps]
        default: []
        }
    }

    /// Whether its id is a variable that holds a result.
    var hasResult: Bool {
        switch kind {
        case .call, .poll, .parallel, .forEach: true
        case .wait, .fail, .choice, .state: false
        }
    }

    /// The variables that it and the steps in it make, as far as steps after it can read them.
    var resultVariables: [String] {
        (hasResult ? [id] : []) + inlineSteps.flatMap { $0.flatMap(\.resultVariables) }
    }
}

extension [Step] {
    /// The state the list begins with, where its names end in `ending`; nil for an empty one.
    func entryState(ending: String = "") -> String? { first?.entryState(ending: ending) }
}
