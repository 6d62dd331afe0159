/// A named value that belongs to the database as a whole.
package struct SettingRow: Sendable, Equatable {
    package let key: String
    package let value: String

    /// What the tokens of tasks are sealed with, in hexadecimal: made once, never shown.
    package static let taskTokenKey = "task.token.key"

    /// The highest id among executions deleted since; kept by the store itself.
    static let executionIDMax = "execution.id.max"
}
