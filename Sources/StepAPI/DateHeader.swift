import StepEngine
import StepTime
import Synchronization

/// The value of `Date` in answers (RFC 9110 §5.6.7, IMF-fixdate), made once a second.
final class DateHeader: Sendable {
    private let last = Mutex<(second: Int64, text: String)>((.min, ""))

    /// The text for the second that it is now.
    func text() -> String {
        let second = WallClock.now().milliseconds / 1000
        return last.withLock { last in
            if last.second != second { last = (second, Self.text(ofSecond: Int(second))) }
            return last.text
        }
    }

    /// The text for a time since 1970.
    static func text(ofSecond second: Int) -> String { CivilDateTime(seconds: second).httpDate }
}
