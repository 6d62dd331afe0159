import StepJSON

/// The states of one block while it is compiled: their names, and who goes where.
final class StateBlock {
    private let collector: DiagnosticCollector
    /// The block around this one, whose variables its states can read.
    private let outer: StateBlock?
    private var indexes: [ExactText: StateIndex] = [:]
    private var names: [String] = []
    private var successors: [StateIndex: Set<StateIndex>] = [:]
    private var hasTerminalState = false
    /// Whether some state is too broken to tell where it goes.
    private var isIncomplete = false

    /// The variables that its states assign, and the first place of each.
    private var variables: [ExactText: String] = [:]
    private var variableNames: [String] = []
    /// The variables that its states read, and the first place of each.
    private var reads: [ExactText: String] = [:]
    private var readNames: [String] = []

    init(collector: DiagnosticCollector, outer: StateBlock?) {
        self.collector = collector
        self.outer = outer
    }

    func add(_ name: String, index: StateIndex) {
        indexes[ExactText(name)] = index
        names.append(name)
    }

    func index(of name: String) -> StateIndex? { indexes[ExactText(name)] }

    /// The state called `name`; nil, and reported as `field` of `reader`, when the block has none.
    func target(_ name: String, field: String, of reader: FieldReader) -> StateIndex? {
        if let index = index(of: name) { return index }
        collector.error(
            "Missing '\(field)' target: \(name)",
            at: reader.location(of: field),
            code: DefinitionCode.missingTransitionTarget
        )
        return nil
    }

    /// Notes that `source` can go to `target`.
    func connect(_ source: StateIndex, _ target: StateIndex) { successors[source, default: []].insert(target) }

    func noteTerminalState() { hasTerminalState = true }

    func noteIncompleteState() { isIncomplete = true }

    /// Reports states that nobody reaches, and a block that never ends. Where a state's way on is unknown, both could
    /// be its fault alone, and nothing is reported.
    func checkGraph(from start: StateIndex?, at location: String) {
        guard let start, !isIncomplete else { return }
        var reached: Set<StateIndex> = [start]
        var front = [start]
        while let state = front.popLast() {
            for next in successors[state] ?? [] where reached.insert(next).inserted { front.append(next) }
        }
        for name in names {
            guard let index = index(of: name), !reached.contains(index) else { continue }
            collector.error(
                "State \"\(name)\" is not reachable.",
                at: "\(location)/\(name)",
                code: DefinitionCode.missingTransitionTarget
            )
        }
        if !hasTerminalState {
            collector.error("Workflow has no terminal state", at: "", code: DefinitionCode.missingEndState)
        }
    }
}

// MARK: - Variables

extension StateBlock {
    /// Notes that a state assigns `name` at `location`.
    func noteAssigned(_ name: String, at location: String) {
        let key = ExactText(name)
        guard variables[key] == nil else { return }
        variables[key] = location
        variableNames.append(name)
    }

    /// Notes that an expression at `location` reads the variable `name`.
    func noteRead(_ name: String, at location: String) {
        let key = ExactText(name)
        guard reads[key] == nil else { return }
        reads[key] = location
        readNames.append(name)
    }

    /// Warns of variables that nothing assigns that could be seen here. AWS finds out when it evaluates.
    func checkReads() {
        for name in readNames {
            guard let location = reads[ExactText(name)], variables[ExactText(name)] == nil, !isAssignedOutside(name)
            else { continue }
            collector.warn(
                "The variable '\(name)' is never assigned",
                at: location,
                code: DefinitionCode.unassignedVariable
            )
        }
    }

    /// Warns of variables that a block around this one assigns too: an inner scope can read them, and neither change nor
    /// hide them (AWS, "Variables: scope"). It is a warning because AWS was recorded to take a branch that assigns what
    /// only the Parallel's own Catch assigns: what counts is whether the outer variable is there at the time.
    func checkVariables() {
        for name in variableNames {
            guard let location = variables[ExactText(name)], isAssignedOutside(name) else { continue }
            collector.warn(
                "The variable '\(name)' is assigned in an outer scope too, where an inner scope can only read it",
                at: location,
                code: DefinitionCode.outerScopeVariable
            )
        }
    }

    private func isAssignedOutside(_ name: String) -> Bool {
        var block = outer
        while let current = block {
            if current.variables[ExactText(name)] != nil { return true }
            block = current.outer
        }
        return false
    }
}
