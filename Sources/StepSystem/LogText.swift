import CLinux
import CSystemd
import Glibc
import Logging

/// A log entry as text on standard error.
struct LogText {
    let destination: LogDestination

    /// The entry as lines, each closed by a line feed. `now` is the time to show.
    func lines(_ entry: JournalEntry, now: timespec) -> String {
        let message = entry.message + Self.trailer(entry)
        switch destination {
        case .journal, .prefixedText:
            let lines = message.split(separator: "\n", omittingEmptySubsequences: false)
            return lines.map { "<\(entry.priority)>\($0)\n" }.joined()
        case .plainText(let isColoured):
            let level = Self.padded(entry.level.rawValue, 8)
            guard isColoured else { return "\(Self.time(now)) \(level) \(message)\n" }
            return "\u{1b}[2m\(Self.time(now))\u{1b}[0m \(Self.colour(entry.level))\(level)\u{1b}[0m \(message)\n"
        }
    }

    /// Writes the entry in one piece, so that lines of several threads do not mix.
    func write(_ entry: JournalEntry) {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        let bytes = Array(lines(entry, now: now).utf8)
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            // Nowhere is left to complain to.
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    /// The fields that the journal would keep, as ` (job=… run=…)`.
    private static func trailer(_ entry: JournalEntry) -> String {
        let pairs = entry.fields.filter { $0.name != "MESSAGE_ID" }.map { field in
            let name = field.name.hasPrefix("STEPD_") ? String(field.name.dropFirst(6)) : field.name
            return "\(name.lowercased())=\(field.value)"
        }
        return pairs.isEmpty ? "" : " (\(pairs.joined(separator: " ")))"
    }

    /// Local time to the millisecond.
    private static func time(_ now: timespec) -> String {
        var seconds = now.tv_sec
        var local = tm()
        localtime_r(&seconds, &local)
        let date = "\(local.tm_year + 1_900)-\(number(local.tm_mon + 1, 2))-\(number(local.tm_mday, 2))"
        let time = "\(number(local.tm_hour, 2)):\(number(local.tm_min, 2)):\(number(local.tm_sec, 2))"
        return "\(date) \(time).\(number(Int32(now.tv_nsec / 1_000_000), 3))"
    }

    private static func number(_ value: Int32, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.utf8.count))
    }

    private static func colour(_ level: Logger.Level) -> String {
        switch level {
        case .trace, .debug: "\u{1b}[2m"
        case .info: ""
        case .notice: "\u{1b}[1m"
        case .warning: "\u{1b}[33m"
        case .error, .critical: "\u{1b}[1;31m"
        }
    }
}
