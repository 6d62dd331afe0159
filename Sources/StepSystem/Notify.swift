import CLinux
import CSystemd
import Glibc

/// Tells systemd how the service is doing (sd_notify(3)); does nothing where no `NOTIFY_SOCKET` is set.
///
/// Safe from any thread: each call sends one datagram.
package struct Notify: Sendable {
    /// One assignment of the protocol.
    package enum Message: Sendable, Equatable {
        /// Start-up or reload is over.
        case ready
        /// A reload begins; sent with the time of CLOCK_MONOTONIC, as `Type=notify-reload` wants it.
        case reloading
        /// Shut-down begins.
        case stopping
        /// The main loop is alive.
        case watchdog
        /// One line for `systemctl status`.
        case status(String)
        /// The process to watch, when it is not the one that was started.
        case mainPID(Int32)
        /// Give the start, stop or watchdog that is going on this much time from now.
        case extendTimeout(microseconds: UInt64)
        /// An errno that says why the service failed.
        case errno(Int32)
    }

    /// The longest status text, in UTF-8 bytes; a longer one is cut.
    package static let statusBytesMax = 1_024

    /// Whether anybody listens.
    package let isEnabled: Bool

    /// For the listener that `NOTIFY_SOCKET` names now.
    package init() {
        isEnabled = getenv("NOTIFY_SOCKET") != nil
    }

    /// Sends `messages` in one datagram. A failure is no reason to stop the service, so that it is only returned.
    @discardableResult
    package func send(_ messages: Message...) -> Bool {
        guard isEnabled else { return false }
        return sd_notify(0, messages.map(Self.text).joined(separator: "\n")) > 0
    }

    /// How often systemd wants to hear `watchdog` (`WatchdogSec=`), in microseconds; `nil` when it does not watch this
    /// process. Send twice as often (sd_watchdog_enabled(3)).
    package var watchdogMicroseconds: UInt64? {
        var microseconds: UInt64 = 0
        return sd_watchdog_enabled(0, &microseconds) > 0 ? microseconds : nil
    }

    static func text(_ message: Message) -> String {
        switch message {
        case .ready: "READY=1"
        case .reloading: "RELOADING=1\nMONOTONIC_USEC=\(monotonicMicroseconds())"
        case .stopping: "STOPPING=1"
        case .watchdog: "WATCHDOG=1"
        case .status(let text): "STATUS=\(oneLine(text))"
        case .mainPID(let pid): "MAINPID=\(pid)"
        case .extendTimeout(let microseconds): "EXTEND_TIMEOUT_USEC=\(microseconds)"
        case .errno(let number): "ERRNO=\(number)"
        }
    }

    /// A line feed would begin another assignment.
    private static func oneLine(_ text: String) -> String {
        let bytes = text.utf8.prefix(statusBytesMax).map { $0 < 0x20 || $0 == 0x7f ? UInt8(ascii: " ") : $0 }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func monotonicMicroseconds() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000 + UInt64(time.tv_nsec) / 1_000
    }
}
