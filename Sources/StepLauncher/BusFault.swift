import CSystemd
import Glibc

/// What systemd answered instead of what was asked for.
struct BusFault: Error, CustomStringConvertible {
    /// Such as `org.freedesktop.systemd1.UnitExists`; nil where the bus itself failed.
    var name: String?
    var description: String

    init(_ description: String) { self.description = description }

    /// `status` is what a function of sd-bus returned, a negative errno.
    init(_ action: String, _ status: Int32, _ error: sd_bus_error = sd_bus_error()) {
        name = error.name.map { String(cString: $0) }
        let reason = error.message.map { String(cString: $0) } ?? String(cString: strerror(-status))
        description = "\(action): \(reason)"
    }
}
