import StepStore

// What names stand for.
extension EngineReads {
    func stateMachineARN(named name: String) throws(EngineError) -> String? {
        let row = try read { (store) throws(StoreError) in try store.machine(named: name) }
        return row?.status == .active ? names.stateMachineARN(name) : nil
    }

    func executionARNs(named name: String, machine: String?, _ limit: Int) throws(EngineError) -> [String] {
        let machines = try read { (store) throws(StoreError) in
            guard let machine else { return try store.machines(ofExecution: name, limit: limit) }
            guard let row = try store.machine(named: machine) else { return [] }
            return try store.executionID(machine: row.id, name: name) == nil ? [] : [machine]
        }
        return machines.map { names.executionARN(machine: $0, name: name) }
    }
}
