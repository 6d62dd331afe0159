/// The place of a state in ``StateMachine/states``.
package typealias StateIndex = Int

/// Which expression language a state's fields are in (states-language.net, "Query languages").
package enum QueryLanguage: String, Sendable {
    case jsonPath = "JSONPath"
    case jsonata = "JSONata"
}

/// A definition that was checked and compiled: what the interpreter walks.
///
/// Immutable, shared between all executions of its revision. All states stand in one array and name each other by
/// index, so that entering a state costs no look-up; a nested block (a branch of a Parallel, the processor of a Map)
/// is a range of the same array with a start of its own, because AWS wants state names unique in the whole machine.
/// Every expression was parsed once, at ``compile(_:)``.
package struct StateMachine: Sendable {
    package var comment: String?
    package var queryLanguage: QueryLanguage
    /// The execution's limit in seconds from its start; nil when it may take as long as it likes.
    package var timeoutSeconds: Int64?
    package var startAt: StateIndex
    package var states: [State]

    package init(
        comment: String?,
        queryLanguage: QueryLanguage,
        timeoutSeconds: Int64?,
        startAt: StateIndex,
        states: [State]
    ) {
        self.comment = comment
        self.queryLanguage = queryLanguage
        self.timeoutSeconds = timeoutSeconds
        self.startAt = startAt
        self.states = states
    }
}

/// One state of a machine.
package struct State: Sendable {
    /// At most 80 characters, unique in the machine.
    package var name: String
    package var queryLanguage: QueryLanguage
    package var kind: Kind
    /// `Assign`: variables to set when the state is left by its own `Next` or `End`; an object template.
    package var assign: Template?
    /// JSONPath: `InputPath`; absent means `$`.
    package var inputPath: PathField
    /// JSONPath: `OutputPath`; absent means `$`.
    package var outputPath: PathField
    /// JSONata: `Output`.
    package var output: Template?

    /// What the state does. One struct a type, so that each carries its own fields and nothing else.
    ///
    /// The large ones stand in boxes: a state is copied with each step, and most are small.
    package enum Kind: Sendable {
        indirect case task(TaskState)
        case wait(WaitState)
        case choice(ChoiceState)
        case pass(PassState)
        case succeed
        case fail(FailState)
        indirect case parallel(ParallelState)
        indirect case map(MapState)
    }

    package init(
        name: String,
        queryLanguage: QueryLanguage,
        kind: Kind,
        assign: Template? = nil,
        inputPath: PathField = .whole,
        outputPath: PathField = .whole,
        output: Template? = nil
    ) {
        self.name = name
        self.queryLanguage = queryLanguage
        self.kind = kind
        self.assign = assign
        self.inputPath = inputPath
        self.outputPath = outputPath
        self.output = output
    }
}

/// Where an execution goes from a state: `Next`, or `End: true`.
package enum Successor: Sendable, Equatable {
    case next(StateIndex)
    case end
}

/// The value of `InputPath` or `OutputPath`.
package enum PathField: Sendable {
    /// `$`, or the field is absent: the document as it is.
    case whole
    /// `null`: an empty object instead of the document.
    case discard
    case path(JSONPath)
}

/// The value of `ResultPath`: where in the input the result goes.
package enum ResultPathField: Sendable {
    /// `$`, or the field is absent: the result takes the input's place.
    case replace
    /// `null`: the result is dropped, the input stays.
    case discard
    case path(ReferencePath)
}
