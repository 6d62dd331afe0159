package import StepJSON
package import StepLanguage
package import StepTime

/// One point of control in an execution: its main line, a branch of a Parallel, or an iteration of a Map.
package struct Frame: Sendable {
    package var id: Int32
    /// What the frame is part of; nil for the main one.
    package var parent: FrameParent?
    package var state: StateIndex
    package var phase: Phase
    /// The document the state was entered with.
    package var input: JSONDocument
    /// The variables that the frame has set itself. They end with it.
    package var variables: JSONObject
    /// The variables of the frames around it, which it reads and cannot set. Not stored: they stand in those frames,
    /// and do not change while this one runs.
    package var outerVariables: JSONObject
    /// The event that the next one of this frame names as its previous one.
    package var lastEventID: Int64
    package var entry: StateEntry
    /// How often each retrier of the state was used since the state was entered; empty until one is.
    package var retries: [Int64]
    /// In a Parallel or Map: the output of each branch or iteration that has ended. Not in the phase, so that one can
    /// be set without copying the others.
    package var outputs: [JSONDocument?] = []

    /// Where in its state a frame is.
    package enum Phase: Sendable, Equatable {
        /// About to enter the state. → waiting, task, or another ready.
        case ready
        /// In a Wait. → ready when its timer fires.
        case waiting(TimerID)
        /// A task is scheduled or started. → ready, retrying.
        case task(TaskAttempt)
        /// Before another attempt. → task, parallel or map when its timer fires.
        case retrying(TimerID)
        /// In a Parallel whose branches run. → ready, retrying.
        case parallel(ParallelProgress)
        /// In a Map whose iterations run. → ready, retrying.
        case map(MapProgress)
    }

    package init(
        id: Int32,
        parent: FrameParent? = nil,
        state: StateIndex,
        phase: Phase,
        input: JSONDocument,
        variables: JSONObject,
        outerVariables: JSONObject = JSONObject(),
        lastEventID: Int64,
        entry: StateEntry,
        retries: [Int64]
    ) {
        self.id = id
        self.parent = parent
        self.state = state
        self.phase = phase
        self.input = input
        self.variables = variables
        self.outerVariables = outerVariables
        self.lastEventID = lastEventID
        self.entry = entry
        self.retries = retries
    }
}

extension Frame {
    /// Every variable that the frame can read.
    package var visibleVariables: JSONObject {
        guard !outerVariables.isEmpty else { return variables }
        var all = outerVariables
        for (name, value) in variables { all[name] = value }
        return all
    }
}

/// Which branch or iteration of which frame's state a frame is.
package struct FrameParent: Sendable, Equatable {
    package var frame: Int32
    /// The place of the branch, or of the item, from 0.
    package var index: Int
    /// What an iteration is for; nil in a branch.
    package var item: MapItem?

    package init(frame: Int32, index: Int, item: MapItem? = nil) {
        self.frame = frame
        self.index = index
        self.item = item
    }
}

/// `Map.Item` of the Context Object (AWS, "Accessing execution data from the Context object").
package struct MapItem: Sendable, Equatable {
    package var index: Int
    /// The name of the member, where the items are those of an object.
    package var key: String?
    package var value: JSONDocument

    package init(index: Int, key: String? = nil, value: JSONDocument) {
        self.index = index
        self.key = key
        self.value = value
    }
}

/// How far the branches of a Parallel are.
package struct ParallelProgress: Sendable, Equatable {
    package var runningCount: Int

    package init(runningCount: Int) { self.runningCount = runningCount }
}

/// How far the iterations of a Map are.
package struct MapProgress: Sendable, Equatable {
    /// What is iterated over: an array, or an object.
    package var items: JSONDocument
    /// How many may run at the same time.
    package var concurrencyMax: Int
    package var count: Int
    /// The next item to begin with.
    package var nextIndex: Int
    package var runningCount: Int

    package init(
        items: JSONDocument,
        concurrencyMax: Int,
        count: Int,
        nextIndex: Int,
        runningCount: Int
    ) {
        self.items = items
        self.concurrencyMax = concurrencyMax
        self.count = count
        self.nextIndex = nextIndex
        self.runningCount = runningCount
    }
}

/// The event with which a frame entered its state.
package struct StateEntry: Sendable, Equatable {
    package var eventID: Int64
    /// The event before it: EvaluationFailed links there.
    package var previousEventID: Int64
    package var time: Timestamp

    package init(eventID: Int64, previousEventID: Int64, time: Timestamp) {
        self.eventID = eventID
        self.previousEventID = previousEventID
        self.time = time
    }
}

/// One attempt of a task.
package struct TaskAttempt: Sendable, Equatable {
    /// The id of its TaskScheduled event, which makes its token.
    package var event: Int64
    /// Whether TaskStarted was written.
    package var isStarted: Bool
    package var timeout: TimerID?
    package var heartbeat: TimerID?
    package var heartbeatSeconds: Int64?
    /// Whether the call of a task that is reported has been answered: TaskSubmitted was written.
    package var isSubmitted = false
    /// A report that came before the call was answered; it counts after TaskSubmitted.
    package var earlyReport: TaskOutcome?

    package init(event: Int64, isStarted: Bool, timeout: TimerID?, heartbeat: TimerID?, heartbeatSeconds: Int64?) {
        self.event = event
        self.isStarted = isStarted
        self.timeout = timeout
        self.heartbeat = heartbeat
        self.heartbeatSeconds = heartbeatSeconds
    }
}
