import StepEngine
import StepMachine
import StepProtocol
import StepTime

// The engine's answers as they go over the wire.

extension WireTime {
    init(_ timestamp: Timestamp) { self.init(milliseconds: timestamp.milliseconds) }
}

extension ExecutionListItem {
    /// An execution in a list; with `slot` only where the answer is this daemon's own, for AWS has no such member.
    init(_ summary: ExecutionSummary, showsSlot: Bool) {
        self.init()
        executionARN = summary.arn
        stateMachineARN = summary.stateMachineARN
        name = summary.name
        status = summary.status.name
        startDate = WireTime(summary.startDate)
        stopDate = summary.stopDate.map(WireTime.init)
        slot = showsSlot ? summary.slot.map(WireTime.init) : nil
        waitsFor = showsSlot ? summary.waitsFor : nil
    }
}

extension ListExecutionsResponse {
    init(_ page: Page<ExecutionSummary>, showsSlots: Bool) {
        self.init()
        executions = page.items.map { ExecutionListItem($0, showsSlot: showsSlots) }
        nextToken = page.nextToken
    }
}

extension DescribeExecutionResponse {
    init(_ execution: ExecutionDescription, includesData: Bool) {
        self.init()
        let summary = execution.summary
        executionARN = summary.arn
        stateMachineARN = summary.stateMachineARN
        name = summary.name
        status = summary.status.name
        startDate = WireTime(summary.startDate)
        stopDate = summary.stopDate.map(WireTime.init)
        waitsFor = summary.waitsFor
        input = includesData ? execution.input : nil
        inputDetails = IncludedDetails(included: includesData)
        if let output = execution.output {
            self.output = includesData ? output : nil
            outputDetails = IncludedDetails(included: includesData)
        }
        traceHeader = execution.traceHeader
        error = includesData ? execution.error : nil
        cause = includesData ? execution.cause : nil
        switch summary.status {
        case .failed, .timedOut, .aborted: redriveStatus = "REDRIVABLE"
        case .running, .succeeded:
            redriveStatus = "NOT_REDRIVABLE"
            redriveStatusReason = "Execution is \(status) and cannot be redriven"
        }
    }
}

extension StateMachineListItem {
    init(_ summary: StateMachineSummary) {
        self.init()
        stateMachineARN = summary.arn
        name = summary.name
        type = summary.type
        creationDate = WireTime(summary.creationDate)
    }
}

extension DescribeStateMachineResponse {
    init(_ machine: StateMachineDescription, includesData: Bool) {
        self.init()
        stateMachineARN = machine.summary.arn
        name = machine.summary.name
        status = machine.status
        definition = includesData ? machine.definition : "{}"
        roleARN = machine.roleARN
        type = machine.summary.type
        creationDate = WireTime(machine.summary.creationDate)
        loggingConfiguration.level = "OFF"
        loggingConfiguration.includeExecutionData = false
        tracingConfiguration.enabled = false
        // AWS shows none for the first revision.
        revisionID = machine.updateDate == machine.summary.creationDate ? nil : machine.revisionID
    }
}

extension DescribeStateMachineForExecutionResponse {
    init(_ machine: StateMachineDescription, includesData: Bool) {
        self.init()
        stateMachineARN = machine.summary.arn
        name = machine.summary.name
        definition = includesData ? machine.definition : "{}"
        roleARN = machine.roleARN
        updateDate = WireTime(machine.updateDate)
        loggingConfiguration.level = "OFF"
        loggingConfiguration.includeExecutionData = false
        tracingConfiguration.enabled = false
        // AWS shows none for the first revision.
        revisionID = machine.updateDate == machine.summary.creationDate ? nil : machine.revisionID
    }
}

extension JobRecord {
    init(_ job: JobDescription) {
        self.init()
        name = job.machine.name
        stateMachineARN = job.machine.arn
        description = job.description
        schedules = job.schedules
        nextSlot = job.nextSlot.map(WireTime.init)
        isPaused = job.isPaused ? true : nil
        jobFile = job.machine.jobFile
        runningExecutions = job.machine.runningExecutions
        lastExecution = job.lastExecution.map { ExecutionListItem($0, showsSlot: true) }
        outputs = job.outputs.map { OutputRecord($0) }
    }
}

extension PastSlotRecord {
    init(_ slot: SlotDescription) {
        self.init()
        time = WireTime(slot.time)
        lastTime = slot.last.map(WireTime.init)
        count = slot.count
        outcome = slot.outcome.rawValue
        reason = slot.reason
        execution = slot.execution.map { ExecutionListItem($0, showsSlot: false) }
        decided = WireTime(slot.recorded)
    }
}

extension OutputRecord {
    init(_ output: NamedOutput) {
        self.init()
        name = output.name
        value = output.value
        description = output.description
    }
}

extension ServiceStatistics {
    init(_ statistics: EngineStatistics) {
        self.init()
        jobs = Int64(statistics.jobs)
        runningExecutions = statistics.runningExecutions
        tasksInFlight = Int64(statistics.tasksInFlight)
        turns = statistics.turns
        stateTransitions = statistics.stateTransitions
    }
}
