/// Why a time zone cannot be used: its file is not a TZif file, or not one that can be trusted.
package struct TimeZoneError: Error, Equatable, CustomStringConvertible {
    /// The zone's name as it was asked for.
    package var zone: String
    /// What is wrong with it.
    package var message: String

    /// An error of the zone that was asked for as `zone`.
    package init(zone: String, message: String) {
        self.zone = zone
        self.message = message
    }

    /// The zone and the message.
    package var description: String { "time zone '\(zone)': \(message)" }
}
