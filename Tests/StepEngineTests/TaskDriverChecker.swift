import StepEngine
import StepJSON
import StepLanguage
import StepMachine
import Synchronization
import Testing

/// A driver that remembers what it was asked to do, and refuses what an engine must never ask.
final class TaskDriverChecker: TaskDriver {
    private struct Call {
        var request: TaskRequest
        var completion: @Sendable (TaskOutcome) -> Void
    }

    private struct State {
        var open: [TaskToken: Call] = [:]
        var started: [TaskRequest] = []
        var cancelled: [TaskToken] = []
        var watched: [(request: TaskRequest, submitted: JSONDocument)] = []
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

    func watch(
        _ request: TaskRequest,
        submitted: JSONDocument,
        completion: @escaping @Sendable (TaskOutcome) -> Void
    ) {
        state.withLock { state in
            #expect(state.open[request.token] == nil, "a task is watched twice: \(request.token)")
            state.open[request.token] = Call(request: request, completion: completion)
            state.watched.append((request, submitted))
        }
    }

    var watched: [(request: TaskRequest, submitted: JSONDocument)] { state.withLock { $0.watched } }

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
        for _ in 0..<2_000 {
            let call = state.withLock { state -> Call? in
                guard let token = state.open.keys.min(by: { ($0.execution, $0.event) < ($1.execution, $1.event) })
                else { return nil }
                return state.open.removeValue(forKey: token)
            }
            if let call { return (call.request, call.completion) }
            try await Task.sleep(for: .milliseconds(5))
        }
        throw Missing()
    }

    struct Missing: Error {}
}
