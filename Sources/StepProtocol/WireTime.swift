/// An instant on the wire: seconds since 1970 as a JSON number, the milliseconds as its fraction
/// (Smithy, "AWS JSON 1.0 protocol", timestamp format `epoch-seconds`).
package struct WireTime: Sendable, Hashable, Comparable {
    /// Since 1970-01-01T00:00:00Z.
    package var milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    package static func < (left: WireTime, right: WireTime) -> Bool { left.milliseconds < right.milliseconds }
}
