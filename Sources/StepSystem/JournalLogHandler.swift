package import Logging

/// Sends swift-log's events to the journal as structured entries or, where there is no journal, to standard error.
///
/// Metadata keys `STEPD_…` (upper case), `MESSAGE_ID` and `ERRNO` become journal fields; others follow the message as
/// ` key=value`. An entry with `STEPD_EVENT` set to a `MessageID`'s raw value carries that kind's `MESSAGE_ID`.
/// One value per logger, as swift-log wants it; nothing is shared but the destination, so that no lock is needed.
package struct JournalLogHandler: LogHandler {
    /// What is below it is not logged.
    package var logLevel: Logger.Level = .info
    /// Goes with each event of this logger.
    package var metadata: Logger.Metadata = [:]
    /// Metadata of the task that logs.
    package var metadataProvider: Logger.MetadataProvider?

    /// `SYSLOG_IDENTIFIER`: the program's name, for `journalctl -t`.
    private let identifier: String
    private let destination: LogDestination

    /// A handler for `LoggingSystem.bootstrap`; `destination` is what `LogDestination.detect` found.
    package init(
        identifier: String,
        destination: LogDestination,
        level: Logger.Level = .info,
        metadataProvider: Logger.MetadataProvider? = nil
    ) {
        self.identifier = identifier
        self.destination = destination
        self.metadataProvider = metadataProvider
        logLevel = level
    }

    /// One item of `metadata`.
    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes the event; if the journal does not take it, as text.
    package func log(event: LogEvent) {
        var all = metadata
        // What stands nearer to the event wins.
        if let provided = metadataProvider?.get() { all.merge(provided) { $1 } }
        if let own = event.metadata { all.merge(own) { $1 } }
        let entry = JournalEntry(event, metadata: all)
        if destination == .journal, entry.send(identifier: identifier, event: event) { return }
        LogText(destination: destination).write(entry)
    }
}
