import StepStore
import StepTime

// Removing what is no longer to be kept.

extension EngineLoop {
    /// Executions that one step removes, and machines that it looks at.
    private static let removedMax = 100
    private static let machinesMax = 50
    /// Pages (of 4 KiB) that one step gives back to the file system, and how many may stay free.
    private static let shrunkPagesMax = 500
    private static let freePagesMax: Int64 = 256

    /// One step, in a transaction of its own.
    func keepUp(at now: Timestamp) {
        let uptime = configuration.uptimeMilliseconds()
        guard upkeep.begin(uptime: uptime, now: now, machines: { machines.ids }) else { return }
        do throws(StoreError) {
            guard upkeep.machines.isEmpty else { return try removeExpired(at: now) }
            if try store.freePageCount() > Self.freePagesMax { return try store.shrink(pagesMax: Self.shrunkPagesMax) }
            try store.checkpoint()
            upkeep.end(uptime: uptime, now: now)
        } catch {
            observer.failed("executions whose retention has ended cannot be removed: \(error)")
            upkeep.end(uptime: uptime, now: now)
        }
    }

    private func removeExpired(at now: Timestamp) throws(StoreError) {
        var expired: [Int64] = []
        var slots: [(job: String, before: Int64)] = []
        var looked = 0
        while expired.count < Self.removedMax, looked < Self.machinesMax, let id = upkeep.takeMachine() {
            looked += 1
            guard let machine = machines.row(id: id) else { continue }
            let rule = try retention(of: machine)
            let found = try self.expired(machine, rule, at: now, limit: Self.removedMax - expired.count)
            expired += found
            if expired.count >= Self.removedMax { upkeep.putBack(id) }
            if let before = try slotsEnd(machine, rule, at: now) { slots.append((machine.name, before)) }
        }
        guard !expired.isEmpty || !slots.isEmpty else { return }
        try store.transaction { (writer) throws(StoreError) in
            for id in expired { try writer.deleteExecution(id: id) }
            for slot in slots { try writer.deleteSlots(job: slot.job, before: slot.before) }
        }
        for id in expired { cache.drop(id) }
    }

    private func retention(of machine: MachineRow) throws(StoreError) -> RetentionRule {
        do throws(EngineError) {
            guard let settings = try settings(of: machine) else {
                // Those of the API are kept for as long as on AWS, however many they are.
                return RetentionRule(ageSeconds: configuration.retention.ageSeconds)
            }
            return settings.retention.orElse(configuration.retention)
        } catch {
            observer.failed(error.message)
            return RetentionRule()
        }
    }

    private func expired(
        _ machine: MachineRow,
        _ rule: RetentionRule,
        at now: Timestamp,
        limit: Int
    ) throws(StoreError) -> [Int64] {
        let before = Self.instant(now, back: rule.ageSeconds)
        var last: ExecutionCursor?
        if let count = rule.runsMax { last = try store.reads.execution(ofMachine: machine.id, beyond: count) }
        var ids: [Int64] = []
        for status in StepStore.ExecutionStatus.allCases where status != .running && ids.count < limit {
            ids += try store.reads.expiredExecutions(
                machine: machine.id,
                status: status,
                stoppedBefore: before,
                startedUpTo: last,
                limit: limit - ids.count
            )
        }
        // Somebody waits for its end, and was not told yet.
        return ids.filter { nested.parent(of: $0) == nil }
    }

    /// Slots are kept as long as runs are, by their age; never those that could be taken again.
    private func slotsEnd(
        _ machine: MachineRow,
        _ rule: RetentionRule,
        at now: Timestamp
    ) throws(StoreError) -> Int64? {
        guard rule.ageSeconds != nil, let schedule = try store.reads.schedule(job: machine.name) else { return nil }
        let before = min(Self.instant(now, back: rule.ageSeconds), schedule.consideredMilliseconds)
        guard let oldest = try store.reads.oldestSlot(job: machine.name), oldest < before else { return nil }
        return before
    }

    private static func instant(_ now: Timestamp, back seconds: Int64?) -> Int64 {
        guard let seconds else { return .min }
        return now.milliseconds - seconds * 1000
    }
}
