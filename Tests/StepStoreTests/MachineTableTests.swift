import StepStore
import Testing

@Suite struct MachineTableTests {
    let store: StoreWriter

    init() throws { store = try StoreWriter(path: ":memory:") }

    private func insert(_ name: String) throws -> (machine: MachineRow, revision: RevisionRow) {
        try store.transaction { (store) throws(StoreError) in
            try store.insertMachine(Samples.machine(name), revision: Samples.revision("{\"\(name)\":1}"))
        }
    }

    @Test func machineAndRevisionPointAtEachOther() throws {
        let written = try insert("a")
        #expect(written.machine.revision == written.revision.id && written.revision.machine == written.machine.id)
        #expect(try store.reads.machine(named: "a") == written.machine)
        #expect(try store.reads.machine(id: written.machine.id) == written.machine)
        #expect(try store.reads.revision(id: written.revision.id) == written.revision)
        #expect(try store.reads.machine(named: "A") == nil)
    }

    @Test func aMachineGetsAnotherRevisionAndKeepsTheFirst() throws {
        let written = try insert("a")
        var second = Samples.revision("{\"b\":2}", machine: written.machine.id)
        second.sourceMap = "{}"
        second.attributes = "[]"
        var machine = written.machine
        machine.status = .deleting
        machine.updatedMilliseconds = 99
        second.id = try store.transaction { [second, machine] (store) throws(StoreError) in
            var machine = machine
            machine.revision = try store.insertRevision(second)
            try store.updateMachine(machine)
            return machine.revision
        }
        machine.revision = second.id
        #expect(try store.reads.machine(named: "a") == machine)
        #expect(try store.reads.revision(id: second.id) == second)
        #expect(try store.reads.revision(machine: machine.id, digest: second.digest) == second)
        #expect(try store.reads.revision(machine: machine.id, digest: written.revision.digest) == written.revision)
        #expect(try store.reads.revision(machine: machine.id + 1, digest: second.digest) == nil)
    }

    @Test func namesAreUniqueUntilDeletedAndIdsForEver() throws {
        let first = try insert("a")
        #expect(throws: StoreError.self) { try insert("a") }
        try store.transaction { (store) throws(StoreError) in try store.deleteMachine(id: first.machine.id) }
        #expect(try store.reads.revision(id: first.revision.id) == nil)
        let second = try insert("a")
        #expect(second.machine.id > first.machine.id && second.revision.id > first.revision.id)
    }

    @Test func machinesAreListedByName() throws {
        for name in ["b", "a", "é", "c", "B"] { _ = try insert(name) }
        #expect(try store.reads.machines(limit: 3).map(\.name) == ["B", "a", "b"])
        #expect(try store.reads.machines(after: "b", limit: 3).map(\.name) == ["c", "é"])
    }
}
