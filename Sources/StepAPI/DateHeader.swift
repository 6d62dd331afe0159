import StepEngine
import StepTime
import Synchronization

/// The value of `Date` in answers (RFC 9110 §5.6.7, IMF-fixdate), made once a second.
final class DateHeader: Sendable {
    private let last = Mutex<(second: Int64, text: String)>((.min, ""))

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// The text for the second that it is now.
    func text() -> String {
        let second = WallClock.now().milliseconds / 1000
        return last.withLock { last in
            if last.second != second { last = (second, Self.text(ofSecond: Int(second))) }
            return last.text
        }
    }

    /// The text for a time since 1970.
    static func text(ofSecond second: Int) -> String {
        let date = CivilDate(daysSince1970: second / 86_400)
        let inDay = second % 86_400
        let time = [inDay / 3600, inDay / 60 % 60, inDay % 60].map(twoDigits).joined(separator: ":")
        let month = months[date.month - 1]
        return "\(weekdays[date.weekday]), \(twoDigits(date.day)) \(month) \(date.year) \(time) GMT"
    }

    private static func twoDigits(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
}
