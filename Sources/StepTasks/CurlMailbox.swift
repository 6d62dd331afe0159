import CCurl
import StepAWS
import Synchronization

/// What other threads hand to the curl thread.
final class CurlMailbox: Sendable {
    enum Letter: Sendable {
        case send(CurlRequest, CurlRequest.ID, dueSeconds: Double, CurlTransfer.Completion)
        case cancel(CurlRequest.ID)
        case run(@Sendable () -> Void)
    }

    private struct State {
        var letters: [Letter] = []
        var requestCount = 0
        var nextID: UInt64 = 1
        var isClosed = false
        /// Nil once the thread has freed it.
        var handle: CurlHandle?
    }

    private let state: Mutex<State>
    private let requestsMax: Int

    init(_ handle: CurlHandle, requestsMax: Int) {
        self.requestsMax = requestsMax
        state = Mutex(State(handle: handle))
    }

    func nextID() -> CurlRequest.ID {
        state.withLock { state in
            defer { state.nextID += 1 }
            return CurlRequest.ID(number: state.nextID)
        }
    }

    /// Takes a letter and wakes the thread; gives the error if it cannot be taken.
    func post(_ letter: Letter, isRequest: Bool) -> CurlError? {
        state.withLock { state in
            guard !state.isClosed else { return CurlError(.closed, "the HTTP client was shut down") }
            if isRequest {
                guard state.requestCount < requestsMax else {
                    return CurlError(.tooManyRequests, "\(requestsMax) HTTP requests wait already")
                }
                state.requestCount += 1
            }
            state.letters.append(letter)
            if state.letters.count == 1 { Self.wake(state) }
            return nil
        }
    }

    /// Lets nothing in any more and wakes the thread; false if that was so already.
    @discardableResult
    func close() -> Bool {
        state.withLock { state in
            guard !state.isClosed else { return false }
            state.isClosed = true
            Self.wake(state)
            return true
        }
    }

    /// All letters in order, and whether they are the last.
    func take() -> (letters: [Letter], isClosed: Bool) {
        state.withLock { state in
            defer { state.letters = [] }
            return (state.letters, state.isClosed)
        }
    }

    /// Notes that so many requests are done with.
    func finished(_ count: Int) {
        if count > 0 { state.withLock { $0.requestCount -= count } }
    }

    /// The multi handle, for the thread that owns it.
    var handle: CurlHandle? { state.withLock { $0.handle } }

    /// Frees the multi handle: no wake-up reaches it after this.
    func free() {
        state.withLock { state in
            if let handle = state.handle { curl_multi_cleanup(handle.pointer) }
            state.handle = nil
        }
    }

    private static func wake(_ state: State) {
        if let handle = state.handle { curl_multi_wakeup(handle.pointer) }
    }
}
