import StepStore

/// The installation's key, from which the keys come that task tokens are sealed with: see ``StepMachine/TaskTokenText``.
struct TaskTokenKey {
    private let bytes: [UInt8]

    /// The key of a database that has one; nil before its first start.
    init?(_ reader: StoreReader) throws(StoreError) {
        guard let text = try reader.setting(SettingRow.taskTokenKey) else { return nil }
        bytes = Array(text.utf8)
    }

    /// The key of the database, which is made at its first start.
    init(_ store: StoreWriter) throws(StoreError) {
        if let present = try TaskTokenKey(store.reads) {
            self = present
            return
        }
        var random = SystemRandomNumberGenerator()
        let text = (0..<4).map { _ in String(random.next(), radix: 16) }.joined(separator: "-")
        try store.transaction { (writer) throws(StoreError) in
            try writer.setSetting(SettingRow.taskTokenKey, to: text)
        }
        bytes = Array(text.utf8)
    }

    /// The key of one execution, so that the history of one can be shown without giving away the tokens of the others.
    func key(
        of execution: Int64,
        hash: (_ algorithm: String, _ bytes: [UInt8]) -> [UInt8]?
    ) -> [UInt8] {
        hash("SHA-256", bytes + Array("/\(execution)".utf8)) ?? []
    }
}
