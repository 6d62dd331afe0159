import CLinux
import CSystemd
import Glibc

/// Where log entries go, found out once at start.
package enum LogDestination: Sendable, Equatable {
    /// journald's socket, with fields.
    case journal
    /// Standard error, each line with `<N>` in front, for systemd to read the level from (sd-daemon(3)).
    case prefixedText
    /// Standard error, for people: time, level, message.
    case plainText(isColoured: Bool)

    /// journald's socket for its native protocol.
    static let journalSocket = "/run/systemd/journal/socket"

    /// The journal, if systemd connected standard error to it (`JOURNAL_STREAM`) and nobody redirected it since;
    /// otherwise text: with levels in front if systemd started this very process, else for people to read.
    package static func detect() -> LogDestination {
        var status = stat()
        let hasStandardError = fstat(STDERR_FILENO, &status) == 0
        if hasStandardError, let stream = environment("JOURNAL_STREAM"),
            stream == "\(status.st_dev):\(status.st_ino)", access(journalSocket, W_OK) == 0
        {
            return .journal
        }
        if isatty(STDERR_FILENO) == 1 {
            let isColoured = environment("NO_COLOR") == nil && environment("TERM") != "dumb"
            return .plainText(isColoured: isColoured)
        }
        // Set by systemd for the process that it starts; children inherit the variable, but not the PID in it.
        return environment("SYSTEMD_EXEC_PID") == String(getpid()) ? .prefixedText : .plainText(isColoured: false)
    }

    private static func environment(_ name: String) -> String? {
        guard let value = getenv(name) else { return nil }
        let text = String(cString: value)
        return text.isEmpty ? nil : text
    }
}
