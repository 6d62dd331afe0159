import StepJSON

/// The states of one block while it is compiled: their names, and who goes where.
final class StateBlock {
    private let collector: DiagnosticCollector
    private var indexes: [ExactText: StateIndex] = [:]
    private var names: [String] = []
    private var successors: [StateIndex: Set<StateIndex>] = [:]
    private var hasTerminalState = false
    /// Whether some state is too broken to tell where it goes.
    private var isIncomplete = false

    init(collector: DiagnosticCollector) { self.collector = collector }

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
