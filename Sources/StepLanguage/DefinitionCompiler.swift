import StepJSON

/// Compiles the states of one definition, block by block.
///
/// A block is a set of states with a start: the machine itself, a branch, an item processor. The states of all blocks
/// stand in one array, in the order in which the blocks are met; a state can only go to states of its own block.
final class DefinitionCompiler {
    let language: QueryLanguage
    /// What the states that are compiled now will run as: the machine's type, or a distributed Map's.
    private(set) var type: StateMachineType
    let collector: DiagnosticCollector
    /// What knows the calls of tasks; nil where they are not checked.
    let calls: (any TaskCallChecker)?
    /// Nil where a state has errors.
    private(set) var states: [State?] = []
    /// The names of all blocks: AWS wants them unique in the whole machine.
    private var names: Set<ExactText> = []
    private var labels: Set<ExactText> = []
    private var blocks: [StateBlock] = []

    init(
        language: QueryLanguage,
        type: StateMachineType,
        collector: DiagnosticCollector,
        calls: (any TaskCallChecker)?
    ) {
        self.language = language
        self.type = type
        self.collector = collector
        self.calls = calls
    }

    /// Compiles `StartAt` and `States` of `reader`; the start, or nil when there is none. `outer` is the block whose
    /// variables the states can read, `type` what they run as.
    func compileBlock(_ reader: FieldReader, within outer: StateBlock?, as type: StateMachineType) -> StateIndex? {
        let outerType = self.type
        self.type = type
        defer { self.type = outerType }
        guard reader.require("StartAt", "States"), let value = reader.object["States"],
            let states = FieldReader(value, at: reader.location(of: "States"), collector: collector)
        else { return nil }
        guard !states.object.isEmpty else {
            states.error("Value cannot be empty")
            return nil
        }
        let block = StateBlock(collector: collector, outer: outer)
        blocks.append(block)
        for (name, _) in states.object {
            checkName(name, at: states.location(of: name))
            block.add(name, index: self.states.count)
            self.states.append(nil)
        }
        let startAt = reader.string("StartAt").flatMap { block.target($0, field: "StartAt", of: reader) }
        for (name, value) in states.object {
            guard let index = block.index(of: name) else { continue }
            let compiler = StateCompiler(name: name, index: index, block: block, definition: self)
            self.states[index] = compiler.compile(value, at: states.location(of: name))
        }
        block.checkGraph(from: startAt, at: states.location)
        return startAt
    }

    /// Notes a distributed Map's label; whether it is new in the machine.
    func addLabel(_ label: String) -> Bool { labels.insert(ExactText(label)).inserted }

    /// Reports what can be told when all blocks have been read.
    func checkVariables() {
        for block in blocks {
            block.checkVariables()
            block.checkReads()
        }
    }

    private func checkName(_ name: String, at location: String) {
        if name.isEmpty || name.unicodeScalars.count > State.nameScalarsMax {
            collector.error(
                "A state name must have 1 to \(State.nameScalarsMax) characters",
                at: location,
                code: DefinitionCode.invalidStateName
            )
        }
        if !names.insert(ExactText(name)).inserted {
            collector.error(
                "The state name '\(name)' is used more than once",
                at: location,
                code: DefinitionCode.duplicateStateName
            )
        }
    }
}

extension State {
    /// The length of a name in characters (Unicode scalars).
    static let nameScalarsMax = 80
}
