import StepAWS
import StepJSON
import StepYAML

/// Lowers the `steps` form to the Amazon States Language.
///
/// Each step becomes one or a few states in one flat machine, so that the variables of a step stay visible to all steps
/// after it. A step's main state has the step's id as its name; the states around it add a word after a point, which no
/// id can have. `params` begins, `done` ends well, `failed` ends every failure with its first error. Only the branches of
/// `parallel` and the steps of `for_each` are machines of their own, since the language has them so.
struct Lowering {
    let context: JobContext
    let resolver: CallResolver
    /// The states of the block that is being made.
    var states: [(name: String, state: ASLNode)] = []
    var scope = ExpressionScope(bindings: ["params": .init(), "states": .init()])
    /// The variable of the last step of the block that has a result.
    var lastResult: String?
    /// The steps of the block by their ids, for `goto`.
    var targets: [String: Step] = [:]
    /// The variable that holds an error: blocks inside cannot assign the variables of those around them.
    var errorVariable = "error"
    /// Whether a failure is led anywhere yet.
    var usesFailure = false
    /// Names the functions of files that steps name.
    let jobName: String
    /// What the job's tasks assume, unless a call says otherwise.
    let role: YAMLScalar?
    /// Functions of files that steps name.
    private(set) var functions: [LambdaFunction] = []

    /// The variable of an error that is caught in `on_failure` or `always`.
    static let handlerError = "handler_error"
    static let done = "done"
    static let failed = "failed"
    /// What the names of states end in that the steps of `always` have after a failure.
    static let failedEnding = ".failed"

    init(context: JobContext, catalog: ServiceCatalog?, jobName: String, role: YAMLScalar?) {
        self.context = context
        self.jobName = jobName
        self.role = role
        resolver = CallResolver(catalog: catalog, context: context)
    }

    /// The machine that does the steps.
    mutating func machine(_ job: StepsDefinition) -> ASLNode {
        checkGeneratedNames(job.steps + job.onFailure + job.always)
        targets = Self.targets(in: job.steps)
        let atEnd = job.always.entryState() ?? Self.done
        let afterFailure = job.always.entryState(ending: Self.failedEnding) ?? Self.failed
        let onFailure = job.onFailure.entryState() ?? afterFailure
        let main = Flow(next: atEnd, failure: .noted(next: onFailure))

        let first = job.steps.entryState() ?? atEnd
        addParameters(job, next: first, flow: main)
        lower(job.steps, main)
        let output = self.output(job)
        let mainCount = states.count
        lowerHandlers(job, afterFailure: afterFailure, output: output)
        dropUnreached(from: mainCount)
        return .object(
            [
                ("Comment", job.description.map { .string($0) }),
                ("QueryLanguage", .string("JSONata")),
                ("TimeoutSeconds", job.timeout.map { .integer($0.seconds, $0.range) }),
                ("StartAt", .string(states[0].name)),
                ("States", .object(states.map { ($0.name, $0.state) })),
            ],
            job.stepsRange
        )
    }

    /// What the job says its output is, or the last step's result.
    private func output(_ job: StepsDefinition) -> ASLNode? {
        guard let result = job.result else { return lastResult.map { Self.value(of: $0, in: job.steps) } }
        return required(result, for: "result")
    }

    /// The value of a variable, or null where a `goto` may have left its step out.
    static func value(of variable: String, in steps: [Step]) -> ASLNode {
        let jumps = all(steps).contains { step in
            step.catches.contains { clause in
                if case .step = clause.target { true } else { false }
            }
        }
        return .string(jumps ? "{% $exists($\(variable)) ? $\(variable) : null %}" : "{% $\(variable) %}")
    }

    /// `always`, the two ends, and what comes between a failure and its end.
    private mutating func lowerHandlers(_ job: StepsDefinition, afterFailure: String, output: ASLNode?) {
        let whole = scope
        // What a handler catches must not take the place of the error that the execution ends with.
        errorVariable = Self.handlerError
        scope = scope.binding("error", to: .init())
        targets = Self.targets(in: job.always)
        let good = Flow(
            next: Self.done,
            failure: .passed(ending: Self.failedEnding, end: Self.failed, notes: true)
        )
        lower(job.always, good)
        add(Self.done, .object([("Type", .string("Succeed")), ("Output", output)], job.stepsRange))
        guard usesFailure else { return }
        targets = Self.targets(in: job.onFailure)
        scope = whole.binding("error", to: .init())
        lower(job.onFailure, Flow(next: afterFailure, failure: .passed(ending: "", end: afterFailure, notes: false)))
        targets = Self.targets(in: job.always)
        let bad = Flow(
            next: Self.failed,
            failure: .passed(ending: Self.failedEnding, end: Self.failed, notes: false),
            ending: Self.failedEnding
        )
        lower(job.always, bad)
        let fail = ASLNode.object(
            [
                // A worker may report a failure without either: `{"Error": null, "Cause": null}`.
                ("Type", .string("Fail")),
                ("Error", .string("{% $error.Error ? $error.Error : 'States.TaskFailed' %}")),
                ("Cause", .string("{% $error.Cause ? $error.Cause : '' %}")),
            ],
            job.stepsRange
        )
        add(Self.failed, fail)
    }

    mutating func add(_ name: String, _ state: ASLNode) { states.append((name, state)) }

    /// What comes of a step that has a result: its variable, which later steps can read.
    mutating func bindResult(of step: Step, _ shape: ValueShape?) {
        scope = scope.binding(step.id, to: .init(shape: shape))
        lastResult = step.id
    }

    // MARK: - Expressions

    /// A scalar that must be an expression; nil for one that is none, which is reported.
    func required(_ scalar: YAMLScalar, for key: String) -> ASLNode? {
        ExpressionText(scalar, context).required(scope: scope, for: key).map { .text($0.text, scalar.range) }
    }

    /// A scalar that may be an expression, or else is the text it is.
    func text(_ scalar: YAMLScalar) -> ASLNode {
        ExpressionText(scalar, context).rewritten(scope: scope).map { .text($0.text, scalar.range) }
            ?? .string(scalar.text, scalar.range)
    }

    // MARK: - Calls

    /// The call with what is known of it; a file that it names becomes a function.
    mutating func resolve(_ call: Call) -> ResolvedCall? {
        guard var resolved = resolver.resolve(call) else { return nil }
        guard case .function(let target) = call.target, FunctionDecoder.isFile(target.text) else { return resolved }
        guard let function = FunctionDecoder(context: context).function(inFile: target, job: jobName) else {
            return nil
        }
        if !functions.contains(where: { $0.name == function.name }) { functions.append(function) }
        resolved.functionName = function.name
        return resolved
    }

    /// What a step's variable gets: the whole result, or what `result` makes of it.
    func keep(
        _ result: YAMLScalar?,
        of path: String,
        _ shape: ValueShape?
    ) -> (value: ASLNode, shape: ValueShape?) {
        guard let result else { return (.string("{% \(path) %}"), shape) }
        let inner = scope.binding("result", to: .init(replacement: path, shape: shape))
        guard let rewritten = ExpressionText(result, context).required(scope: inner, for: "result") else {
            return (.leaf(.null), nil)
        }
        return (.text(rewritten.text, result.range), rewritten.shape)
    }

    // MARK: - Names

    /// Steps that `goto` can lead to from each other: those that share their variables.
    static func targets(in steps: [Step]) -> [String: Step] {
        var targets: [String: Step] = [:]
        for step in steps {
            targets[step.id] = step
            for list in step.inlineSteps { targets.merge(Self.targets(in: list)) { first, _ in first } }
        }
        return targets
    }

    /// Reports ids that the generated variables of a step would take.
    private func checkGeneratedNames(_ steps: [Step]) {
        let all = Self.all(steps)
        let byID = Dictionary(all.map { ($0.id, $0) }) { first, _ in first }
        for step in all {
            let endings: [String]
            let what: String
            switch step.kind {
            case .poll: (endings, what) = (Self.pollVariables, "the poll")
            case .parallel, .forEach: (endings, what) = ([Self.errorEnding], "the step")
            default: continue
            }
            for ending in endings {
                guard let other = byID[step.id + ending] else { continue }
                context.error(
                    "`\(other.id)` is a variable of \(what) `\(step.id)`",
                    other.idRange,
                    hint: "give this step another id",
                    code: "job.name"
                )
            }
        }
        var taken = byID.mapValues { ("the id of the step on line \($0.idRange.start.line)") }
        for name in ["params", "states"] { taken[name] = "a name with a meaning of its own" }
        checkItems(of: steps, taken)
    }

    /// Reports names of items that are taken already: by a step, or by a `for_each` around this one.
    private func checkItems(of steps: [Step], _ taken: [String: String]) {
        for step in steps {
            var inner = taken
            if case .forEach(let iteration) = step.kind {
                let variable = iteration.variable
                if let owner = taken[variable.value] {
                    context.error(
                        "`\(variable.value)` is \(owner)",
                        variable.range,
                        hint: "call the item of `\(step.id)` otherwise, with `as:`",
                        code: "job.name"
                    )
                }
                inner[variable.value] = "the item of `\(step.id)`, which this one is inside of"
            }
            for list in step.inlineSteps { checkItems(of: list, taken) }
            for list in step.nestedSteps { checkItems(of: list, inner) }
        }
    }

    /// The steps and all that are in them.
    private static func all(_ steps: [Step]) -> [Step] {
        steps.flatMap { step in [step] + (step.inlineSteps + step.nestedSteps).flatMap(all) }
    }
}
