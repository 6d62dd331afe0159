import Glibc
import Synchronization

/// How many daemons the tests run at the same time: with all tests at once, each of which has a daemon, what one waits for
/// comes seconds late, and it can no longer tell that from what it looks for.
enum DaemonSlots {
    private struct State {
        var freeCount = max(4, 4 * sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private static let state = Mutex(State())

    /// Runs `body` when one of the slots is free. Not to be used within another: all may have theirs, and wait.
    static func withSlot(_ body: () async throws -> Void) async rethrows {
        await take()
        defer { release() }
        try await body()
    }

    private static func take() async {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                guard state.freeCount > 0 else {
                    state.waiting.append(continuation)
                    return false
                }
                state.freeCount -= 1
                return true
            }
            if isFree { continuation.resume() }
        }
    }

    /// Hands the slot to who has waited longest.
    private static func release() {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard state.waiting.isEmpty else { return state.waiting.removeFirst() }
            state.freeCount += 1
            return nil
        }
        next?.resume()
    }
}
