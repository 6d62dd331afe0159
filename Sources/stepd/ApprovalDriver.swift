import Logging
import StepEngine
import StepJSON
import StepLanguage
import StepMachine
import StepSystem

/// Carries out `stepd:approve.waitForTaskToken`: says in the journal what is asked, and how to answer.
///
/// The question itself is in the run's history, with the token that answers it; nothing else has to be kept.
struct ApprovalDriver: TaskDriver {
    private let logger = Logger(label: "stepd.approvals")

    func handles(_ resource: TaskResource) -> Bool {
        resource.kind == .host(action: "approve", pattern: .waitForTaskToken)
    }

    /// Asking twice does no harm.
    func interruption(of request: TaskRequest) -> TaskInterruption { .sendAgain }

    func start(_ request: TaskRequest, completion: @escaping @Sendable (TaskOutcome) -> Void) {
        let names = request.originARNs.last?.split(separator: ":").suffix(2).joined(separator: ":")
        let run = names ?? "-"
        let message = request.parameters.value["Message"]?.stringValue ?? ""
        logger.notice(
            "\(run): \(request.stateName) asks: \(message) (stepctl approve \(run))",
            metadata: [
                "STEPD_RUN": "\(run)", "STEPD_STATE": "\(request.stateName)",
                "STEPD_EVENT": "\(MessageID.approvalAsked.rawValue)",
            ]
        )
        completion(.succeeded(JSONDocument(.object([:]))))
    }

    func cancel(_ token: TaskToken) {}
}
