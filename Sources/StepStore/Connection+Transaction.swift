extension Connection {
    /// BEGIN IMMEDIATE, `body`, COMMIT; ROLLBACK when either fails.
    func transaction<Value>(_ body: () throws(StoreError) -> Value) throws(StoreError) -> Value {
        try execute("BEGIN IMMEDIATE")
        do throws(StoreError) {
            let value = try body()
            try execute("COMMIT")
            return value
        } catch {
            rollBack()
            throw error
        }
    }

    /// Undoes what is open. SQLite itself has rolled back after some errors (a full disk, as
    /// https://sqlite.org/lang_transaction.html#response_to_errors_within_a_transaction lists), so there may be
    /// nothing.
    func rollBack() {
        guard isInTransaction else { return }
        // A failure leaves the transaction open, and the next BEGIN says so.
        try? execute("ROLLBACK")
    }
}
