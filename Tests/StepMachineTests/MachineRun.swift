import StepJSON
import StepLanguage
import StepMachine
import StepTime
import Testing

/// Runs a machine by hand: messages in, events out; and checks after every step what must always hold.
///
/// After each step the state goes through its codec, so that every test also shows that an execution may be forgotten
/// and read back at that point.
struct MachineRun {
    let interpreter: Interpreter
    var state = ExecutionState()
    var now = Timestamp(milliseconds: 1_700_000_000_000)
    var events: [HistoryEvent] = []
    var timers: Set<TimerID> = []
    /// Scheduled and not ended.
    var tasks: [TaskRequest] = []
    var result: ExecutionResult?
    /// One for each step that had events.
    var batches: [HistoryBatch] = []

    init(_ definition: String, input: String = "{}", limits: InterpreterLimits = InterpreterLimits()) throws {
        let facts = ExecutionFacts(
            id: 7,
            arn: "arn:aws:states:us-east-1:123456789012:execution:m:e",
            name: "e",
            stateMachineARN: "arn:aws:states:us-east-1:123456789012:stateMachine:m",
            stateMachineName: "m",
            roleARN: "arn:aws:iam::123456789012:role/r",
            region: "us-east-1",
            startTime: now,
            input: try JSONDocument(parsing: input)
        )
        interpreter = Interpreter(
            machine: try StateMachine.compile(try JSONParser.parse(definition)),
            facts: facts,
            limits: limits
        )
        try send(.started)
    }

    mutating func send(_ message: Message) throws {
        let transition = interpreter.step(&state, message, at: now)
        for event in transition.events {
            #expect(event.id == Int64(events.count) + 1 && event.previousID < event.id)
            events.append(event)
        }
        for effect in transition.effects { try carryOut(effect) }
        state = try ExecutionStateCodec.decode(ExecutionStateCodec.encode(state))
        #expect(try HistoryEventCodec.decode(HistoryEventCodec.encode(transition.events)) == transition.events)
        try record(message, transition.events)
        if let result {
            #expect(state.status == result.status && state.frames.isEmpty && timers.isEmpty && tasks.isEmpty)
        }
    }

    /// Writes the step down as the engine does, and runs the whole of it again: at every point the replay must end in
    /// this very state.
    private mutating func record(_ message: Message, _ events: [HistoryEvent]) throws {
        guard !events.isEmpty else { return }
        var log = ByteWriter()
        MessageLog.write(RecordedMessage(message, time: now, eventCount: events.count), to: &log)
        batches.append(HistoryBatch(messages: log.bytes, events: HistoryEventCodec.encode(events)))
        let replayed = try Replayer(interpreter: interpreter).replay(batches)
        #expect(ExecutionStateCodec.encode(replayed) == ExecutionStateCodec.encode(state))
    }

    private mutating func carryOut(_ effect: Effect) throws {
        switch effect {
        case .startTimer(let timer):
            #expect(timers.insert(timer).inserted, "a timer is started twice")
        case .cancelTimer(let timer):
            #expect(timers.remove(timer) != nil, "a timer is cancelled that is not there: \(timer)")
        case .scheduleTask(let request):
            tasks.append(request)
        case .startTask(let token):
            #expect(tasks.contains { $0.token == token })
        case .finishTask(let token), .cancelTask(let token):
            #expect(tasks.contains { $0.token == token })
            tasks.removeAll { $0.token == token }
        case .saveState, .watchTask: break
        case .close(let outcome):
            #expect(result == nil, "an execution ends twice")
            result = outcome
        }
    }

    /// Lets the earliest timer fire, at its time.
    mutating func fireNext() throws {
        let timer = try #require(timers.min { $0.due < $1.due })
        now = max(now, timer.due)
        try send(.timerFired(timer))
    }

    /// Starts and ends the only task.
    mutating func end(_ outcome: TaskOutcome) throws {
        let token = try #require(tasks.first).token
        try send(.taskStarted(token))
        try send(.taskEnded(token, outcome))
    }

    mutating func succeed(_ json: String) throws { try end(.succeeded(try JSONDocument(parsing: json))) }

    /// `4<3 TaskSucceeded` for each event.
    var story: [String] { events.map { "\($0.id)<\($0.previousID) \($0.type.name)" } }

    var output: JSONValue? { result?.output?.value }
}
