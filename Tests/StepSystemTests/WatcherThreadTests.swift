import Glibc
import Synchronization
import Testing

@testable import StepSystem

@Suite struct WatcherThreadTests {
    @Test func threadTakesNoSignalsAndLeavesThoseOfItsStarter() throws {
        let blocked = Mutex<[Int32]>([])
        func blocksTermination() -> Bool {
            var mask = sigset_t()
            pthread_sigmask(SIG_BLOCK, nil, &mask)
            return sigismember(&mask, SIGTERM) == 1
        }
        let before = blocksTermination()
        let thread = try WatcherThread(name: "a-name-too-long-for-the-kernel") {
            var mask = sigset_t()
            pthread_sigmask(SIG_BLOCK, nil, &mask)
            let signals = [SIGTERM, SIGHUP, SIGINT].filter { sigismember(&mask, $0) == 1 }
            blocked.withLock { $0 = signals }
        }
        #expect(blocksTermination() == before)
        thread.join()
        #expect(blocked.withLock { $0 } == [SIGTERM, SIGHUP, SIGINT])
    }
}
