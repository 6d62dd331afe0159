import Glibc
import Logging

/// One log event as the journal keeps it: a message and named fields (systemd.journal-fields(7)).
struct JournalEntry: Sendable, Equatable {
    struct Field: Sendable, Equatable {
        var name: String
        var value: String
    }

    /// The longest value, in UTF-8 bytes; what comes after it is cut, and the cut is marked.
    static let valueBytesMax = 4 * 1_024 * 1_024
    /// The longest field name that journald takes.
    static let nameBytesMax = 64

    var level: Logger.Level
    /// The message with what metadata is no field.
    var message: String
    /// Metadata that are fields of their own, sorted by name.
    var fields: [Field]

    /// Sorts metadata: `STEPD_…`, `MESSAGE_ID` and `ERRNO` become fields, the rest ` key=value` after the message.
    ///
    /// An entry that says what happened (`STEPD_EVENT`) gets the `MESSAGE_ID` of that kind, unless it brings its own.
    init(_ event: LogEvent, metadata: Logger.Metadata) {
        level = event.level
        message = event.message.description
        fields = []
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
            let text = Self.text(value)
            if Self.isField(key) { fields.append(Field(name: key, value: text)) } else { append(key, text) }
        }
        if let error = event.error { append("error", "\(error)") }
        if value(of: "MESSAGE_ID") == nil, let kind = value(of: "STEPD_EVENT").flatMap(MessageID.init) {
            fields.append(Field(name: "MESSAGE_ID", value: kind.id))
        }
        message = Self.bounded(message)
        for index in fields.indices { fields[index].value = Self.bounded(fields[index].value) }
    }

    func value(of name: String) -> String? { fields.first { $0.name == name }?.value }

    /// syslog(3)'s level.
    var priority: Int32 {
        switch level {
        case .trace, .debug: LOG_DEBUG
        case .info: LOG_INFO
        case .notice: LOG_NOTICE
        case .warning: LOG_WARNING
        case .error: LOG_ERR
        case .critical: LOG_CRIT
        }
    }

    private mutating func append(_ key: String, _ value: String) {
        let isPlain = !value.isEmpty && value.utf8.allSatisfy { $0 > 0x20 && $0 != UInt8(ascii: "\"") && $0 != 0x7f }
        message += " \(key)=\(isPlain ? value : value.debugDescription)"
    }

    static func isField(_ key: String) -> Bool {
        if key == "MESSAGE_ID" || key == "ERRNO" { return true }
        return key.hasPrefix("STEPD_") && key.utf8.count <= nameBytesMax
            && key.utf8.allSatisfy { byte in
                (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "_")
            }
    }

    private static func text(_ value: Logger.MetadataValue) -> String {
        switch value {
        case .string(let text): text
        case .stringConvertible(let value): value.description
        case .array(let values): "[" + values.map(text).joined(separator: ",") + "]"
        case .dictionary(let pairs):
            "{" + pairs.sorted { $0.key < $1.key }.map { "\($0.key)=\(text($0.value))" }.joined(separator: ",") + "}"
        }
    }

    private static func bounded(_ text: String) -> String {
        guard text.utf8.count > valueBytesMax else { return text }
        return String(decoding: text.utf8.prefix(valueBytesMax), as: UTF8.self) + "… [cut]"
    }
}

// MARK: - The journal

extension JournalEntry {
    /// Hands the entry to journald; `false` when journald does not take it.
    func send(identifier: String, event: LogEvent) -> Bool {
        var fields = fields
        fields.append(Field(name: "MESSAGE", value: message))
        fields.append(Field(name: "PRIORITY", value: String(priority)))
        fields.append(Field(name: "SYSLOG_IDENTIFIER", value: identifier))
        fields.append(Field(name: "CODE_FILE", value: event.file))
        fields.append(Field(name: "CODE_LINE", value: String(event.line)))
        fields.append(Field(name: "CODE_FUNC", value: event.function))
        return NativeJournal.send(fields.map { ($0.name, Array($0.value.utf8)) })
    }
}
