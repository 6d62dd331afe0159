import StepLanguage

extension TaskOutcome {
    /// How a task ends whose result is longer than Step Functions' quota; `name` is what AWS calls the task then
    /// (recorded).
    package static func resultTooLarge(_ name: String) -> TaskOutcome {
        .failed(error: ErrorName.dataLimitExceeded, cause: resultTooLargeCause(name))
    }

    /// AWS's words for a result that is too large.
    static func resultTooLargeCause(_ name: String) -> String {
        "The state/task '\(name)' returned a result with a size exceeding the maximum number of bytes service limit."
    }
}
