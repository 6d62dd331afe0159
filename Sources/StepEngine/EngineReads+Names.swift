import StepStore

// What names stand for.
extension EngineReads {
    func resolve(machine: String?, execution: String?, _ limit: Int) throws(EngineError) -> ResolvedNames {
        try read { (store) throws(StoreError) in
            var resolved = ResolvedNames()
            guard let machine else {
                guard let execution else { return resolved }
                resolved.executionARNs = try store.machines(ofExecution: execution, limit: limit)
                    .map { names.executionARN(machine: $0, name: execution) }
                return resolved
            }
            guard let row = try store.machine(named: machine) else { return resolved }
            if row.status == .active { resolved.stateMachineARN = names.stateMachineARN(machine) }
            if let execution, try store.executionID(machine: row.id, name: execution) != nil {
                resolved.executionARNs = [names.executionARN(machine: machine, name: execution)]
            }
            return resolved
        }
    }
}
