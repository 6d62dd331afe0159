import StepEngine
import StepJSON
import StepLanguage
import StepMachine
import Synchronization
import Testing

/// A driver that remembers what it was asked to do, and refuses what an engine must never ask.
final class TaskDriverChecker: TaskDriver {
    private struct Call {
        /// Nil for a job that is watched.
        var request: TaskRequest?
        var completion: @Sendable (TaskOutcome) -> Void
    }

    private struct State {
        var open: [TaskToken: Call] = [:]
        var started: [TaskRequest] = []
        var cancelled: [TaskToken] = []
        var watched: [RemoteJob] = []
        var stopped: [(job: RemoteJob, done: @Sendable (String?) -> Void)] = []
    }

    private let state = Mutex(State())
    /// `describe…` may be sent twice, anything else not.
    func handles(_ resource: TaskResource) -> Bool {
        resource.resourceType.hasPrefix("aws-sdk:") || resource.resourceType == "glue"
    }

    func interruption(of request: TaskRequest) -> TaskInterruption {
        request.resource.resourceName.hasPrefix("describe") ? .sendAgain : .fail
    }

    func start(_ request: TaskRequest, completion: @escaping @Sendable (TaskOutcome) -> Void) {
        state.withLock { state in
            #expect(state.open[request.token] == nil, "a task is started twice: \(request.token)")
            state.open[request.token] = Call(request: request, completion: completion)
            state.started.append(request)
        }
    }

    func watch(_ job: RemoteJob, completion: @escaping @Sendable (TaskOutcome) -> Void) {
        state.withLock { state in
            #expect(state.open[job.token] == nil, "a task is watched twice: \(job.token)")
            state.open[job.token] = Call(request: nil, completion: completion)
            state.watched.append(job)
        }
    }

    func stop(_ job: RemoteJob, completion: @escaping @Sendable (_ failure: String?) -> Void) {
        state.withLock { state in
            #expect(state.open[job.token] == nil, "a job is stopped whose task is open: \(job.token)")
            state.stopped.append((job, completion))
        }
    }

    var watched: [RemoteJob] { state.withLock { $0.watched } }
    /// The jobs that were to be stopped, and what to call when they are.
    var stopped: [(job: RemoteJob, done: @Sendable (String?) -> Void)] { state.withLock { $0.stopped } }

    func cancel(_ token: TaskToken) {
        state.withLock { state in
            #expect(state.open.removeValue(forKey: token) != nil, "a task is cancelled that is not open: \(token)")
            state.cancelled.append(token)
        }
    }

    var started: [TaskRequest] { state.withLock { $0.started } }
    var cancelled: [TaskToken] { state.withLock { $0.cancelled } }

    /// Waits for a task that is open, and takes it.
    func next() async throws -> (TaskRequest, @Sendable (TaskOutcome) -> Void) {
        let call = try await nextCall()
        return (try #require(call.request, "a job that is watched came, not a task"), call.completion)
    }

    /// Waits for a job that is watched, and takes it: what ends it.
    func nextJob() async throws -> @Sendable (TaskOutcome) -> Void {
        let call = try await nextCall()
        #expect(call.request == nil, "a task came, not a job that is watched")
        return call.completion
    }

    private func nextCall() async throws -> Call {
        for _ in 0..<2_000 {
            let call = state.withLock { state -> Call? in
                guard let token = state.open.keys.min(by: { ($0.execution, $0.event) < ($1.execution, $1.event) })
                else { return nil }
                return state.open.removeValue(forKey: token)
            }
            if let call { return call }
            try await Task.sleep(for: .milliseconds(5))
        }
        throw Missing()
    }

    struct Missing: Error {}
}
