import StepAWS
import StepYAML

extension Lowering {
    /// What the waiter of a poll makes of errors of its call; nothing for a poll of one's own.
    func waiterErrors(_ poll: Poll, _ call: ResolvedCall) -> [WaiterError] {
        guard case .waiter(let waiter, let condition, let range) = poll.goal, let operation = call.operation else {
            return []
        }
        let attempts = max(1, (poll.timeout.seconds + poll.every.seconds - 1) / poll.every.seconds)
        var errors: [WaiterError] = []
        for acceptor in waiter.acceptors {
            let names = errorNames(of: acceptor, operation, condition.model)
            guard !names.isEmpty else { continue }
            if acceptor.state == .success, case .errorCode(let code) = acceptor.matcher,
                names == [AWSNaming.unmodelledErrorName(serviceID: condition.model.metadata.serviceID)]
            {
                // To be taken for a success would be any error at all, that of a missing right as well.
                let isOnlyEnd = !waiter.acceptors.contains { $0.state == .success && $0.looksAtResult }
                context.warning(
                    "`\(code)` ends this waiter well, but a state machine sees only `\(names[0])`: "
                        + (isOnlyEnd ? "any such error is taken for it" : "the step fails then"),
                    range,
                    hint: "write a `poll` with what you know of the answer",
                    code: "aws.waiter-error"
                )
                guard isOnlyEnd else { continue }
            }
            errors.append(
                WaiterError(
                    names: names,
                    state: acceptor.state,
                    range: range,
                    attemptsMax: attempts,
                    intervalSeconds: poll.every.seconds
                )
            )
        }
        return errors
    }

    /// The errors that an acceptor means, as `ErrorEquals` has them.
    ///
    /// A status is that of the errors that the model gives it; where it gives it to none, of those that the model does not
    /// list. What AWS's own faults are (5xx) every poll retries anyway.
    private func errorNames(
        of acceptor: Waiter.Acceptor,
        _ operation: StepAWS.Operation,
        _ model: ServiceModel
    ) -> [String] {
        let serviceID = model.metadata.serviceID
        switch acceptor.matcher {
        case .errorCode(let code):
            if let name = try? model.errorName(spelled: code, of: operation) { return [name] }
            if let shape = (try? model.errorShape(code: code, of: operation)) ?? nil {
                return [AWSNaming.errorName(serviceID: serviceID, shape: shape.name)]
            }
            // The model lists few of some services' codes: the SDK has one error for all others.
            return [AWSNaming.unmodelledErrorName(serviceID: serviceID)]
        case .anyError(true): return ["States.TaskFailed"]
        case .status(let status) where 300..<500 ~= status:
            var names: [String] = []
            for name in operation.errorShapeNames {
                guard let shape = try? model.shape(name), shape.errorStatusCode == status else { continue }
                names.append(AWSNaming.errorName(serviceID: serviceID, shape: name))
            }
            return names.isEmpty ? [AWSNaming.unmodelledErrorName(serviceID: serviceID)] : names
        case .anyError(false), .status, .path, .pathAll, .pathAny: return []
        }
    }
}
