import Glibc
import StepTestSupport
import Testing

@testable import StepSystem

/// The environment belongs to the whole process, so that these run one after another.
@Suite(.serialized) struct NotifySerialTests {
    /// A socket that this process has in the place of systemd's, as long as this object lives.
    private final class Listener {
        private let socket: NotifySocket

        init() throws {
            socket = try NotifySocket(path: "/tmp/stepd-notify-\(getpid())-\(UInt32.random(in: 0...UInt32.max))")
            setenv("NOTIFY_SOCKET", socket.path, 1)
        }

        deinit { unsetenv("NOTIFY_SOCKET") }

        func receive() -> String? { socket.receive() }
    }

    @Test func messagesGoOutInOneDatagram() throws {
        let listener = try Listener()
        let notify = Notify()
        #expect(notify.isEnabled)
        #expect(notify.send(.ready, .status("2 jobs, 5 runs"), .mainPID(42)))
        #expect(listener.receive() == "READY=1\nSTATUS=2 jobs, 5 runs\nMAINPID=42")
        #expect(notify.send(.stopping, .extendTimeout(microseconds: 5_000_000)))
        #expect(listener.receive() == "STOPPING=1\nEXTEND_TIMEOUT_USEC=5000000")
        #expect(notify.send(.watchdog))
        #expect(listener.receive() == "WATCHDOG=1")
        #expect(notify.send(.errno(28)))
        #expect(listener.receive() == "ERRNO=28")
    }

    @Test func reloadCarriesTheMonotonicTime() throws {
        let listener = try Listener()
        var before = timespec()
        clock_gettime(CLOCK_MONOTONIC, &before)
        #expect(Notify().send(.reloading))
        let text = try #require(listener.receive())
        #expect(text.hasPrefix("RELOADING=1\nMONOTONIC_USEC="))
        let microseconds = try #require(text.split(separator: "=").last.flatMap { Int($0) })
        let floor = before.tv_sec * 1_000_000 + before.tv_nsec / 1_000
        #expect((floor...floor + 60_000_000).contains(microseconds))
    }

    @Test func statusCannotSmuggleAnAssignment() throws {
        let listener = try Listener()
        Notify().send(.status("loading\nREADY=1"))
        #expect(listener.receive() == "STATUS=loading READY=1")
        Notify().send(.status(String(repeating: "x", count: 5_000)))
        #expect(listener.receive()?.utf8.count == 7 + Notify.statusBytesMax)
    }

    @Test func nothingIsSentWithoutASocket() {
        unsetenv("NOTIFY_SOCKET")
        let notify = Notify()
        #expect(!notify.isEnabled)
        #expect(!notify.send(.ready))
    }

    @Test func watchdogIsOnlyForThisProcess() {
        defer {
            unsetenv("WATCHDOG_USEC")
            unsetenv("WATCHDOG_PID")
        }
        #expect(Notify().watchdogMicroseconds == nil)
        setenv("WATCHDOG_USEC", "30000000", 1)
        #expect(Notify().watchdogMicroseconds == 30_000_000)
        setenv("WATCHDOG_PID", String(getpid()), 1)
        #expect(Notify().watchdogMicroseconds == 30_000_000)
        setenv("WATCHDOG_PID", "1", 1)
        #expect(Notify().watchdogMicroseconds == nil)
    }

    @Test func socketsForAnotherProcessAreNotTaken() throws {
        setenv("LISTEN_FDS", "1", 1)
        setenv("LISTEN_PID", "1", 1)
        setenv("LISTEN_FDNAMES", "api", 1)
        #expect(try ListenDescriptors().entries.isEmpty)
        #expect(getenv("LISTEN_FDS") == nil)
    }
}
