import CCurl
import CLinux
import Glibc
import StepTime

/// How instants are written for people: in the local time zone, as `systemctl` writes them, or in UTC.
///
/// The zone is the C library's: `TZ`, else `/etc/localtime`.
struct TimeFormat: Sendable {
    /// Whether times are in UTC, for `--utc`.
    var isUTC: Bool

    /// `Mon 2026-11-23 12:30:23 CET`.
    func full(_ time: Timestamp) -> String { text(time, "%a %Y-%m-%d %H:%M:%S %Z") ?? time.rfc3339 }

    /// `2026-11-23 12:30:23.123`.
    func precise(_ time: Timestamp) -> String {
        guard let text = text(time, "%Y-%m-%d %H:%M:%S") else { return time.rfc3339 }
        return text + fraction(time)
    }

    /// `12:30:23.123`.
    func clock(_ time: Timestamp) -> String {
        guard let text = text(time, "%H:%M:%S") else { return time.rfc3339 }
        return text + fraction(time)
    }

    private func fraction(_ time: Timestamp) -> String { ".\(time.milliseconds.remainderFloor(1000).padded(to: 3))" }

    /// `strftime(3)` of the time; nil where the C library cannot say it.
    private func text(_ time: Timestamp, _ format: String) -> String? {
        var seconds = time_t(time.milliseconds.quotientFloor(1000))
        var parts = tm()
        let isKnown = isUTC ? gmtime_r(&seconds, &parts) != nil : localtime_r(&seconds, &parts) != nil
        guard isKnown else { return nil }
        if isUTC { return withUTCName(parts, format) }
        return Self.formatted(&parts, format)
    }

    /// `%Z` names the zone of `localtime`, or GMT, after `gmtime_r`: UTC is what people call it.
    private func withUTCName(_ parts: tm, _ format: String) -> String? {
        var parts = parts
        let pieces = format.hasSuffix("%Z") ? (String(format.dropLast(2)), "UTC") : (format, "")
        return Self.formatted(&parts, pieces.0).map { $0 + pieces.1 }
    }

    private static func formatted(_ parts: inout tm, _ format: String) -> String? {
        let text = String(unsafeUninitializedCapacity: 128) { buffer in
            buffer.withMemoryRebound(to: CChar.self) { characters in
                characters.baseAddress.map { strftime($0, characters.count, format, &parts) } ?? 0
            }
        }
        return text.isEmpty ? nil : text
    }
}
