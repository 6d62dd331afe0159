import StepJSON
import StepLanguage
import StepStore

/// The registered state machines, and their definitions as far as they are in use.
///
/// Rows without definitions are all in memory (AWS allows 10,000 machines); compiled definitions are kept by revision,
/// the most recent ones first, and compiled again from the stored text when they are needed.
struct MachineCatalog {
    private var rows: [String: MachineRow] = [:]
    private var names: [Int64: String] = [:]
    private var sharedRole = ""
    private var compiled: [Int64: StateMachine] = [:]
    private var order: [Int64] = []
    private var settings: [Int64: JobSettings] = [:]
    private static let compiledMax = 1_024
    /// Machines of job files that are loaded.
    private(set) var jobCount = 0

    /// Reads all machines.
    init(_ reader: StoreReader) throws(StoreError) {
        var last = ""
        while true {
            let page = try reader.machines(after: last, limit: 1_000)
            for row in page { set(row) }
            guard let end = page.last, page.count == 1_000 else { return }
            last = end.name
        }
    }

    /// Origin of machines that no job file has.
    static let apiOrigin = "api"

    func row(named name: String) -> MachineRow? { rows[name] }

    /// A machine that may be started and is shown in lists.
    func active(named name: String) -> MachineRow? {
        guard let row = rows[name], row.status == .active else { return nil }
        return row
    }

    func row(id: Int64) -> MachineRow? { names[id].flatMap { rows[$0] } }

    var jobNames: [String] {
        rows.values.filter(Self.isJob).map(\.name).sorted()
    }

    /// The ids of all machines.
    var ids: [Int64] { rows.values.map(\.id) }

    /// The ids of all machines that job files have or had.
    var jobs: [Int64] { rows.values.filter { $0.origin != Self.apiOrigin }.map(\.id) }

    private static func isJob(_ row: MachineRow) -> Bool { row.status == .active && row.origin != apiOrigin }

    mutating func set(_ row: MachineRow) {
        var row = row
        // Ten thousand jobs have one role.
        if row.roleARN == sharedRole { row.roleARN = sharedRole } else { sharedRole = row.roleARN }
        if let old = rows[row.name] { jobCount -= Self.isJob(old) ? 1 : 0 }
        jobCount += Self.isJob(row) ? 1 : 0
        rows[row.name] = row
        names[row.id] = row.name
    }

    mutating func keep(_ machine: StateMachine, revision: Int64) {
        if compiled.updateValue(machine, forKey: revision) == nil { order.append(revision) }
        if order.count > Self.compiledMax { compiled[order.removeFirst()] = nil }
    }

    /// What a job says beside its definition, in a revision.
    ///
    /// - Throws: ``EngineError`` `storage` when it cannot be read.
    mutating func settings(revision id: Int64, _ reader: StoreReader) throws(EngineError) -> JobSettings {
        if let settings = settings[id] { return settings }
        do {
            let attributes = try JSONParser.parse(try reader.revision(id: id)?.attributes ?? "{}")
            // One for each job, as a rule; those of old revisions go.
            if settings.count > 2 * rows.count { settings = [:] }
            let found = JobAttributes.settings(attributes)
            settings[id] = found
            return found
        } catch {
            throw EngineError(.storage, "the stored settings of revision \(id) cannot be read: \(error)")
        }
    }

    /// Forgets all definitions; they are compiled again when they are needed.
    mutating func forgetCompiled() {
        compiled = [:]
        order = []
    }

    /// The definition of a revision.
    ///
    /// - Throws: ``EngineError`` `storage` when the stored text no longer compiles.
    mutating func machine(revision id: Int64, _ reader: StoreReader) throws(EngineError) -> StateMachine {
        if let machine = compiled[id] { return machine }
        let machine = try Self.compile(revision: id, reader)
        keep(machine, revision: id)
        return machine
    }

    private static func compile(revision id: Int64, _ reader: StoreReader) throws(EngineError) -> StateMachine {
        do {
            guard let row = try reader.revision(id: id) else {
                throw EngineError(.storage, "revision \(id) of a state machine is missing in the database")
            }
            return try StateMachine.compile(try JSONParser.parse(row.definition))
        } catch let error as EngineError {
            throw error
        } catch {
            throw EngineError(.storage, "the stored definition of revision \(id) cannot be read: \(error)")
        }
    }
}
