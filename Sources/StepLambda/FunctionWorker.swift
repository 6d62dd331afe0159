import NIOCore
import NIOHTTP1
import StepAWS
import StepJSON

/// One process of a function and the Runtime API it is served by.
///
/// Source: "Using the Lambda runtime API for custom runtimes", AWS Lambda Developer Guide. Everything runs on the host's
/// event loop.
final class FunctionWorker {
    private enum Phase {
        /// It has not asked for an event yet. → idle, ended.
        case starting
        /// It waits for an event. → busy, ended.
        case idle(since: NIODeadline, answer: (RuntimeAnswer) -> Void)
        /// It has an event. → starting (until it asks again), ended.
        case busy(Job)
        /// It has answered, and is about to ask for the next event. → idle, ended.
        case answered
        case ended
    }

    /// An invocation under way.
    struct Job {
        var invocation: FunctionInvocation
        var begin: NIODeadline
        var completion: (FunctionResult) -> Void
    }

    let function: LambdaFunction
    private let surroundings: FunctionSurroundings
    private var phase = Phase.starting
    private var process: FunctionProcess?
    private var listener: (any Channel)?
    private var log = FunctionLog()
    private var timer: Scheduled<Void>?
    private let born = NIODeadline.now()
    private var initMilliseconds: Double?
    private var memoryMax = 0
    /// What the process said of why it cannot begin (`/init/error`).
    private var initError: [UInt8]?
    /// Told when it can take an event, and when it is gone with the reason that an invocation that waits for it fails by.
    var isReady: (FunctionWorker) -> Void = { _ in }
    var isGone: (FunctionWorker, _ startFailure: StartFailure?) -> Void = { _, _ in }

    init(_ function: LambdaFunction, _ surroundings: FunctionSurroundings) {
        self.function = function
        self.surroundings = surroundings
    }

    var isIdle: Bool { if case .idle = phase { true } else { false } }
    var isStarting: Bool { if case .starting = phase { true } else { false } }

    /// How long it has had nothing to do.
    func idleSeconds(_ now: NIODeadline) -> Int64 {
        if case .idle(let since, _) = phase { (now - since).nanoseconds / 1_000_000_000 } else { 0 }
    }

    private var loop: any EventLoop { surroundings.loop }
}

/// What all workers share.
struct FunctionSurroundings {
    let loop: any EventLoop
    let configuration: FunctionHostConfiguration
    /// The wall clock.
    let epochMilliseconds: @Sendable () -> Int64
    let log: @Sendable (FunctionLogLine) -> Void
}

// MARK: - Beginning and end

extension FunctionWorker {
    func start() {
        RuntimeListener.open(self, on: loop).assumeIsolated().whenComplete { result in
            switch result {
            case .success(let channel): self.launch(channel)
            case .failure(let error): self.end(startFailure: "the Runtime API cannot listen: \(error)")
            }
        }
    }

    private func launch(_ channel: any Channel) {
        guard case .starting = phase else {
            channel.close(promise: nil)
            return
        }
        listener = channel
        guard PeerUser.isKnown else {
            return end(startFailure: "\(PeerUser.tablePath) cannot be read, which tells whose connections are whose")
        }
        do {
            let code = try FunctionCode(function, surroundings.configuration)
            let environment = FunctionEnvironment.variables(
                of: function,
                folder: code.folder,
                runtimeAPI: "127.0.0.1:\(channel.localAddress?.port ?? 0)",
                logStream: "[$LATEST]\(RequestID.make())",
                surroundings.configuration
            )
            let process = try FunctionProcess(code, environment: environment, memoryMegabytes: function.memoryMegabytes)
            self.process = process
            FunctionOutput.read(process.output, on: loop) { [weak self] bytes in self?.tell(bytes) }
        } catch {
            return end(startFailure: "\(error)")
        }
        timer = loop.assumeIsolated().scheduleTask(in: .seconds(surroundings.configuration.initSeconds)) {
            [weak self] in
            guard let self, case .starting = phase else { return }
            let seconds = surroundings.configuration.initSeconds
            end(startFailure: "the function did not ask for an event within \(seconds) seconds")
        }
    }

    private func end(startFailure reason: String) {
        end(startFailure: .notStarted(reason))
    }

    /// Ends the process, whatever it does. An invocation under way is not answered here.
    func end(startFailure: StartFailure? = nil) {
        if case .ended = phase { return }
        phase = .ended
        timer?.cancel()
        process?.kill()
        listener?.close(promise: nil)
        if let rest = log.end() { tell(line: rest, nil) }
        isGone(self, startFailure)
    }

    /// Whether the process is gone for good, so that nothing of it is left to reap.
    var isReaped: Bool { process == nil || process?.reap() != nil }

    /// Waits until nothing of an ended worker's process is left to reap; the loop stands still for it.
    func reapKilled() { process?.reapKilled() }

    /// Looks after the process: whether it ended, whether it takes too much memory.
    func check() {
        guard let process else { return }
        if let end = process.reap() { return died(end) }
        guard case .busy(let job) = phase else { return }
        let bytes = process.residentBytes
        memoryMax = max(memoryMax, bytes)
        guard bytes > function.memoryMegabytes << 20 else { return }
        fail(job, FunctionError.outOfMemory(job.invocation.requestID))
    }

    private func died(_ end: FunctionProcess.End) {
        switch phase {
        case .busy(let job): fail(job, FunctionError.exited(job.invocation.requestID, end))
        case .starting:
            self.end(startFailure: initError.map(StartFailure.told) ?? .exited(end))
        case .idle, .answered: self.end()
        case .ended: break
        }
    }

    func connectionClosed() {
        guard case .ended = phase else {
            // A process that ends closes its connections first: it can be reaped a moment later.
            _ = loop.assumeIsolated().scheduleTask(in: .milliseconds(5)) { [weak self] in self?.check() }
            return
        }
    }
}

// MARK: - Invocations

extension FunctionWorker {
    /// Hands an event over. Only for a worker that is idle.
    func run(_ invocation: FunctionInvocation, _ completion: @escaping (FunctionResult) -> Void) {
        guard case .idle(_, let answer) = phase else { preconditionFailure("an event for a worker that does not wait") }
        let seconds = Int64(function.timeoutSeconds)
        let job = Job(invocation: invocation, begin: .now(), completion: completion)
        phase = .busy(job)
        log.begin()
        note("START RequestId: \(invocation.requestID) Version: $LATEST", invocation.requestID)
        timer = loop.assumeIsolated().scheduleTask(in: .seconds(seconds)) { [weak self] in
            guard let self, case .busy(let job) = phase else { return }
            let error = FunctionError.timedOut(job.invocation.requestID, afterSeconds: function.timeoutSeconds)
            let time = WireTimestamp.iso8601(Double(surroundings.epochMilliseconds()) / 1_000)
            note(
                "\(time) \(job.invocation.requestID) Task timed out after \(seconds).00 seconds",
                job.invocation.requestID
            )
            fail(job, error)
        }
        answer(event(of: invocation, deadlineSeconds: seconds))
    }

    private func event(of invocation: FunctionInvocation, deadlineSeconds: Int64) -> RuntimeAnswer {
        var headers = [
            ("Content-Type", "application/json"), ("Lambda-Runtime-Aws-Request-Id", invocation.requestID),
            ("Lambda-Runtime-Deadline-Ms", String(surroundings.epochMilliseconds() + deadlineSeconds * 1_000)),
            ("Lambda-Runtime-Invoked-Function-Arn", surroundings.configuration.arn(of: function.name)),
        ]
        if let trace = invocation.traceID { headers.append(("Lambda-Runtime-Trace-Id", trace)) }
        if let context = invocation.clientContext.flatMap({ Base64.decode($0) }) {
            headers.append(("Lambda-Runtime-Client-Context", String(decoding: context, as: UTF8.self)))
        }
        return RuntimeAnswer(status: .ok, headers: headers, body: invocation.payload)
    }

    private func fail(_ job: Job, _ error: FunctionError) {
        finish(job, error.payload, isError: true)
        end()
    }

    /// Ends an invocation; the process may go on.
    private func finish(_ job: Job, _ payload: [UInt8], isError: Bool) {
        timer?.cancel()
        if let rest = log.end() { tell(line: rest, job.invocation.requestID) }
        memoryMax = max(memoryMax, process?.residentBytes ?? 0)
        report(job)
        phase = .answered
        job.completion(FunctionResult(payload: payload, isError: isError, logTail: log.tail))
    }

    private func report(_ job: Job) {
        let id = job.invocation.requestID
        let milliseconds = Double((NIODeadline.now() - job.begin).nanoseconds) / 1e6
        let begin = initMilliseconds.map { "\tInit Duration: \(Self.hundredths($0)) ms" } ?? ""
        initMilliseconds = nil
        note("END RequestId: \(id)", id)
        note(
            "REPORT RequestId: \(id)\tDuration: \(Self.hundredths(milliseconds)) ms\tBilled Duration: "
                + "\(Int(milliseconds.rounded(.up))) ms\tMemory Size: \(function.memoryMegabytes) MB\tMax Memory Used: "
                + "\(memoryMax >> 20) MB\(begin)",
            id
        )
    }

    private static func hundredths(_ value: Double) -> String {
        let hundredths = Int((value * 100).rounded())
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
    }
}

// MARK: - The Runtime API

extension FunctionWorker {
    private static let base = "/2018-06-01/runtime/"

    /// A request of the process; `answer` is called once, perhaps much later.
    func receive(_ request: RuntimeRequest, isTooLarge: Bool, _ answer: @escaping (RuntimeAnswer) -> Void) {
        guard request.path.hasPrefix(Self.base) else {
            return answer(.refused(.notFound, "InvalidPath", "there is no \(request.path)"))
        }
        let parts = request.path.dropFirst(Self.base.count).split(separator: "/")
        switch (request.method, parts.count, parts.first, parts.last) {
        case (.GET, 2, "invocation", "next"): awaitEvent(answer)
        case (.POST, 3, "invocation", "response"): end(String(parts[1]), request, isTooLarge, isError: false, answer)
        case (.POST, 3, "invocation", "error"): end(String(parts[1]), request, isTooLarge, isError: true, answer)
        case (.POST, 2, "init", "error"):
            initError = request.body
            answer(.accepted)
        default: answer(.refused(.notFound, "InvalidPath", "there is no \(request.method) \(request.path)"))
        }
    }

    private func awaitEvent(_ answer: @escaping (RuntimeAnswer) -> Void) {
        switch phase {
        case .starting:
            timer?.cancel()
            initMilliseconds = Double((NIODeadline.now() - born).nanoseconds) / 1e6
        case .answered: break
        case .idle, .busy, .ended:
            return answer(.refused(.forbidden, "InvalidStateTransition", "this process has an event already"))
        }
        phase = .idle(since: .now(), answer: answer)
        isReady(self)
    }

    private func end(
        _ requestID: String,
        _ request: RuntimeRequest,
        _ isTooLarge: Bool,
        isError: Bool,
        _ answer: (RuntimeAnswer) -> Void
    ) {
        guard case .busy(let job) = phase, job.invocation.requestID == requestID else {
            return answer(.refused(.badRequest, "InvalidRequestID", "there is no invocation \(requestID)"))
        }
        if isTooLarge {
            answer(.refused(.payloadTooLarge, "RequestEntityTooLarge", "the answer is too large"))
            let error = FunctionError.tooLarge(requestID, bytes: 6 << 20)
            return finish(job, error.payload, isError: true)
        }
        answer(.accepted)
        // What was written before the answer is readable by now: it is read first.
        let payload = request.body
        loop.assumeIsolated().execute { [weak self] in
            guard let self, case .busy(let job) = phase, job.invocation.requestID == requestID else { return }
            finish(job, payload, isError: isError)
        }
    }
}

// MARK: - Log

extension FunctionWorker {
    private var requestID: String? { if case .busy(let job) = phase { job.invocation.requestID } else { nil } }

    private func tell(_ bytes: [UInt8]) {
        guard !bytes.isEmpty else { return }
        for line in log.append(bytes) { tell(line: line, requestID) }
    }

    private func tell(line: String, _ requestID: String?) {
        surroundings.log(FunctionLogLine(function: function.name, requestID: requestID, text: line))
    }

    private func note(_ text: String, _ requestID: String) {
        log.note(text)
        tell(line: text, requestID)
    }
}
