import Logging
import StepLambda

/// What functions write, in the journal: `journalctl STEPD_FUNCTION=NAME`, or `STEPD_REQUEST=ID` for one invocation.
enum FunctionJournal {
    private static let logger = Logger(label: "stepd.functions")

    static let write: @Sendable (FunctionLogLine) -> Void = { line in
        var metadata: Logger.Metadata = ["STEPD_FUNCTION": "\(line.function)"]
        if let id = line.requestID { metadata["STEPD_REQUEST"] = "\(id)" }
        logger.info("\(line.function): \(line.text)", metadata: metadata)
    }
}
