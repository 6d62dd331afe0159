package import StepJSON
package import StepSimulation
package import StepTime
package import StepYAML

/// One test of a job: an execution on a virtual clock, what its tasks are answered, and what must come of it.
package struct JobTest: Sendable {
    /// What must hold of the execution. What is nil is not looked at.
    package struct Expectation: Sendable {
        package var status: String? = "SUCCEEDED"
        /// Names of states; `...` stands for any number of them.
        package var path: [String]?
        package var output: JSONValue?
        package var error: String?
        package var cause: JSONValue?
        package var durationSeconds: Int?
        /// By state: what each of its calls is given, in their order.
        package var arguments: [String: [JSONValue]] = [:]
        package var notifications: Set<String>?
        /// Where it stands.
        package var range: SourceRange
    }

    package var name: String
    package var nameRange: SourceRange
    package var input: JSONValue
    package var start: Timestamp
    package var answers: MockedAnswers
    /// Where the rules of each state stand.
    package var answerRanges: [String: [SourceRange]]
    package var expectation: Expectation
    /// Whether answers may be left over: those of a MockConfigFile serve several machines and cases.
    package var allowsUnused = false
}
