/// One numbered step of the schema. Once released, a migration never changes.
package struct Migration: Sendable {
    /// The schema version after it: 1, 2, 3, ... without a gap.
    package let number: Int64
    package let name: String
    package let sql: String
    /// What SQL cannot do; runs after it, in the same transaction.
    package let step: (@Sendable (Connection) throws(StoreError) -> Void)?

    package init(
        number: Int64,
        name: String,
        sql: String,
        step: (@Sendable (Connection) throws(StoreError) -> Void)? = nil
    ) {
        self.number = number
        self.name = name
        self.sql = sql
        self.step = step
    }
}
