/// A named value that belongs to the database as a whole.
package struct SettingRow: Sendable, Equatable {
    package let key: String
    package let value: String

    /// The highest id among executions deleted since; kept by the store itself.
    static let executionIDMax = "execution.id.max"
}
