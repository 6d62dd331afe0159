import StepAWS
import StepJSON
import StepYAML

/// Lowers the `steps` form to the Amazon States Language.
///
/// Each step becomes one or a few states in one flat machine, so that the variables of a step stay visible to all steps
/// after it. A step's main state has the step's id as its name; the states around it add a word after a point, which no
/// id can have. `params` begins, `done` ends well, `failed` ends every failure with its first error.
struct Lowering {
    let context: JobContext
    let resolver: CallResolver
    var states: [(name: String, state: ASLNode)] = []
    var scope = ExpressionScope(bindings: ["params": .init(), "states": .init()])
    /// The variable of the last step that has a result.
    var lastResult: String?
    var usesFailed = false
    /// Names the functions of files that steps name.
    let jobName: String
    /// What the job's tasks assume, unless a call says otherwise.
    let role: YAMLScalar?
    /// Functions of files that steps name.
    private(set) var functions: [LambdaFunction] = []

    static let done = "done"
    static let failed = "failed"

    init(context: JobContext, catalog: ServiceCatalog?, jobName: String, role: YAMLScalar?) {
        self.context = context
        self.jobName = jobName
        self.role = role
        resolver = CallResolver(catalog: catalog, context: context)
    }

    /// The machine that does the steps.
    mutating func machine(_ job: StepsDefinition) -> ASLNode {
        checkGeneratedNames(job.steps)
        let first = job.steps.first.map(Self.entryState) ?? Self.done
        addParameters(job, next: first)
        for (index, step) in job.steps.enumerated() {
            let following = index + 1 < job.steps.count ? Self.entryState(job.steps[index + 1]) : Self.done
            lower(step, next: following)
        }
        let output = lastResult.map { ASLNode.string("{% $\($0) %}") }
        add(Self.done, .object([("Type", .string("Succeed")), ("Output", output)], job.stepsRange))
        if usesFailed {
            let fail = ASLNode.object(
                [
                    ("Type", .string("Fail")), ("Error", .string("{% $error.Error %}")),
                    ("Cause", .string("{% $error.Cause %}")),
                ],
                job.stepsRange
            )
            add(Self.failed, fail)
        }
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

    /// The state a step begins with.
    static func entryState(_ step: Step) -> String {
        if case .poll = step.kind { return "\(step.id).start" }
        return step.id
    }

    mutating func add(_ name: String, _ state: ASLNode) { states.append((name, state)) }

    /// Where a failing state goes.
    mutating func toFailed() -> ASLNode {
        usesFailed = true
        return .string(Self.failed)
    }

    // MARK: - Steps

    private mutating func lower(_ step: Step, next: String) {
        switch step.kind {
        case .call(let call, let result): lower(call, result: result, of: step, next: next)
        case .poll(let poll): lower(poll, of: step, next: next)
        case .wait(let wait): lower(wait, of: step, next: next)
        case .state(let node): lower(state: node, of: step, next: next)
        }
    }

    private mutating func lower(_ call: Call, result: YAMLScalar?, of step: Step, next: String) {
        guard let call = resolve(call) else {
            scope = scope.binding(step.id, to: .init())
            return
        }
        let kept = keep(result, of: call)
        var arguments = ArgumentLowering(context: context, scope: scope)
        let task = TaskParts(
            call: call,
            arguments: arguments.arguments(of: call),
            assign: .object([(step.id, kept.value)]),
            okAssign: .object([(step.id, .leaf(.null))]),
            next: next,
            okNext: next,
            isPoll: false
        )
        add(step.id, self.task(task, origin: SourceMap.Origin(key: step.idRange, value: call.call.target.range)))
        scope = scope.binding(step.id, to: .init(shape: kept.shape))
        lastResult = step.id
    }

    /// The call with what is known of it; a file that it names becomes a function.
    mutating func resolve(_ call: Call) -> ResolvedCall? {
        guard var resolved = resolver.resolve(call) else { return nil }
        guard call.isFunction, FunctionDecoder.isFile(call.target.text) else { return resolved }
        guard let function = FunctionDecoder(context: context).function(inFile: call.target, job: jobName) else {
            return nil
        }
        if !functions.contains(where: { $0.name == function.name }) { functions.append(function) }
        resolved.functionName = function.name
        return resolved
    }

    /// What a call's variable gets: the whole result, or what `result` makes of it.
    func keep(_ result: YAMLScalar?, of call: ResolvedCall) -> (value: ASLNode, shape: ValueShape?) {
        guard let result else { return (.string("{% \(call.resultPath) %}"), call.output) }
        let inner = scope.binding("result", to: .init(replacement: call.resultPath, shape: call.output))
        guard let rewritten = ExpressionText(result, context).required(scope: inner, for: "result") else {
            return (.leaf(.null), nil)
        }
        return (.text(rewritten.text, result.range), rewritten.shape)
    }

    private mutating func lower(_ wait: Wait, of step: Step, next: String) {
        var members: [(String, ASLNode?)] = [("Type", .string("Wait"))]
        switch wait {
        case .duration(let duration):
            members.append(("Seconds", .integer(duration.seconds, duration.range)))
        case .seconds(let scalar), .until(let scalar):
            let text = ExpressionText(scalar, context).rewritten(scope: scope)
            let value: ASLNode = text.map { .text($0.text, scalar.range) } ?? .string(scalar.text, scalar.range)
            if case .until = wait { members.append(("Timestamp", value)) } else { members.append(("Seconds", value)) }
        }
        members.append(("Next", .string(next)))
        add(step.id, .object(members, step.idRange))
    }

    /// A raw state: itself, with `Next` where it says nothing about what follows.
    private mutating func lower(state node: YAMLNode, of step: Step, next: String) {
        var state = DefinitionText(context: context).node(node)
        guard case .object(var members) = state.content else { return }
        let type = members.first { $0.key == "Type" }?.value.value.stringValue
        let hasSuccessor = members.contains { $0.key == "Next" || $0.key == "End" }
        if !hasSuccessor, !["Choice", "Succeed", "Fail"].contains(type ?? "") {
            members.append(ASLMember(key: "Next", value: .string(next)))
        }
        state.content = .object(members)
        state.origin = SourceMap.Origin(key: step.idRange, value: node.range)
        usesFailed = usesFailed || Self.leads(to: Self.failed, state.value)
        add(step.id, state)
        for (name, _) in state.value["Assign"]?.objectValue ?? JSONObject() {
            scope = scope.binding(name, to: .init())
        }
    }

    /// Whether a `Next` in a state names another.
    private static func leads(to name: String, _ value: JSONValue) -> Bool {
        switch value {
        case .object(let object):
            object.contains { $0.key == "Next" && $0.value == .string(name) || leads(to: name, $0.value) }
        case .array(let items): items.contains { leads(to: name, $0) }
        default: false
        }
    }

    /// Reports ids that the generated variables of a poll would take.
    private func checkGeneratedNames(_ steps: [Step]) {
        for step in steps {
            guard case .poll = step.kind else { continue }
            for suffix in Self.pollVariables {
                guard let other = steps.first(where: { $0.id == step.id + suffix }) else { continue }
                context.error(
                    "`\(other.id)` is a variable of the poll `\(step.id)`",
                    other.idRange,
                    hint: "give this step another id",
                    code: "job.name"
                )
            }
        }
    }
}
