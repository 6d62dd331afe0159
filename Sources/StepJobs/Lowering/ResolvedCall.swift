import StepAWS
import StepYAML

/// A call with what the service's model says about it.
struct ResolvedCall {
    let call: Call
    /// The service and the action as the resource has them.
    let service: String
    let action: String
    /// Nil where the model is not on this machine.
    let model: ServiceModel?
    let operation: StepAWS.Operation?
    /// The function of a file that the step names; nil where the name is the function's own.
    var functionName: String?

    /// The Task's `Resource`.
    var resource: String {
        switch call.target {
        case .aws: "arn:aws:states:::aws-sdk:\(service):\(action)"
        case .function: "arn:aws:states:::lambda:invoke"
        case .http: "arn:aws:states:::http:invoke"
        case .job: "arn:aws:states:::states:startExecution.sync:2"
        case .command: "stepd:run"
        case .approval: "stepd:approve.waitForTaskToken"
        }
    }

    /// What of the answer is the call's result: a function's is its payload, a job's its output.
    var resultPath: String {
        switch call.target {
        case .function: "$states.result.Payload"
        case .job: "$states.result.Output"
        case .aws, .http, .command, .approval: "$states.result"
        }
    }

    /// Whether it is made in the name of a role.
    var takesRole: Bool {
        switch call.target {
        case .aws, .function: true
        case .http, .job, .command, .approval: false
        }
    }

    /// The type of the call's parameters.
    var input: ValueShape? { shape(operation?.inputShapeName) }

    /// The type of the call's result.
    var output: ValueShape? { HostResult.shape(of: call.target) ?? shape(operation?.outputShapeName) }

    /// Whether a call that may have been sent already can be sent again.
    var isRepeatable: Bool { operation.map { $0.isReadOnly || $0.isIdempotent } ?? false }

    private func shape(_ name: String?) -> ValueShape? {
        guard let model, let name, let shape = try? model.shape(name) else { return nil }
        return ValueShape(model: model, shape: shape)
    }
}

/// Finds the models of calls, and checks what is written against them.
struct CallResolver {
    let catalog: ServiceCatalog?
    let context: JobContext

    /// The call with its operation; nil where there is no such service or operation, which is reported.
    func resolve(_ call: Call) -> ResolvedCall? {
        guard case .aws(let target) = call.target else {
            return ResolvedCall(call: call, service: "", action: "", model: nil, operation: nil)
        }
        let parts = target.text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, parts.allSatisfy({ StepDecoder.isIdentifier("_\($0)") && !$0.isEmpty }) else {
            context.error(
                "`\(target.text)` does not name an AWS call",
                target.range,
                hint: "write it as service.action, such as rds.createDBSnapshot",
                code: "aws.call"
            )
            return nil
        }
        let (service, action) = (parts[0].lowercased(), parts[1])
        do throws(ModelError) {
            guard let catalog else { throw ModelError(.noModels, "no AWS service models were looked for") }
            let model = try catalog.service(service)
            let operation = try model.operation(action)
            return ResolvedCall(
                call: call,
                service: model.metadata.serviceName,
                action: operation.actionName,
                model: model,
                operation: operation
            )
        } catch {
            guard report(error, target, serviceLength: parts[0].utf8.count) else { return nil }
            let standard = AWSNaming.actionName(operation: action)
            return ResolvedCall(call: call, service: service, action: standard, model: nil, operation: nil)
        }
    }

    /// Reports why there is no model; whether to go on without one.
    private func report(_ fault: ModelError, _ target: YAMLScalar, serviceLength: Int) -> Bool {
        let count = target.text.utf8.count
        let isService = fault.code == .unknownService
        let part = isService ? 0..<serviceLength : serviceLength + 1..<count
        let hint = fault.suggestions.isEmpty ? nil : "did you mean \(fault.suggestions.joined(separator: ", "))?"
        switch fault.code {
        case .unknownService, .unknownOperation:
            context.error(
                fault.message,
                in: target,
                offset: part.lowerBound,
                length: part.count,
                hint: hint,
                code: isService ? "aws.unknown-service" : "aws.unknown-action"
            )
            return false
        case .noModels:
            context.report.warningOnce(
                "calls of AWS are not checked: \(fault.message)",
                JobReport.Place(file: context.source.file, range: target.range),
                hint: "install the package python3-botocore",
                code: "aws.no-models"
            )
        case .unreadable, .malformed:
            context.warning("the call is not checked: \(fault.message)", target.range, code: "aws.no-models")
        }
        return true
    }

    /// What `ErrorEquals` wants for an error as the file names it: by the state's, boto3's or the wire's name; for a
    /// command `exit 75` and `signal TERM`, for an HTTP API its status.
    func errorName(_ scalar: YAMLScalar, of call: ResolvedCall) -> String? {
        let name = scalar.text
        if name.hasPrefix("States.") || name.hasPrefix("Stepd.") { return name }
        switch call.call.target {
        case .aws: return errorName(ofOperation: scalar, call)
        case .command: return commandError(scalar)
        case .http: return httpError(scalar)
        // Their errors are what they raise.
        case .function, .job, .approval: return name
        }
    }

    /// `Command.ExitCode.75` for `exit 75`, `Command.Signal.TERM` for `signal TERM`.
    private func commandError(_ scalar: YAMLScalar) -> String? {
        let name = scalar.text
        let words = name.split(separator: " ")
        if words.count == 2, words[0] == "exit", let status = UInt8(words[1]) { return "Command.ExitCode.\(status)" }
        if words.count == 2, words[0] == "signal" {
            return "Command.Signal.\(words[1].hasPrefix("SIG") ? words[1].dropFirst(3) : words[1])"
        }
        if name.hasPrefix("Command.") { return name }
        let digits = name.filter(\.isNumber)
        context.error(
            "a command has no error `\(name)`",
            scalar.range,
            hint: UInt8(digits) != nil && !digits.isEmpty
                ? "write `exit \(digits)`" : "it has `exit N`, `signal NAME`, `Command.NotFound` and `States.Timeout`",
            code: "job.unknown-error"
        )
        return nil
    }

    /// `States.Http.StatusCode.503` for `503`.
    private func httpError(_ scalar: YAMLScalar) -> String? {
        let name = scalar.text
        if name.utf8.count == 3, name.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            return "States.Http.StatusCode.\(name)"
        }
        context.error(
            "an HTTP API has no error `\(name)`",
            scalar.range,
            hint: "it has its status, such as 503, `States.Http.Socket` and `States.Timeout`",
            code: "job.unknown-error"
        )
        return nil
    }

    private func errorName(ofOperation scalar: YAMLScalar, _ call: ResolvedCall) -> String? {
        let name = scalar.text
        guard let model = call.model, let operation = call.operation else {
            if name.contains(".") { return name }
            return "\(AWSNaming.pascalCase(call.service)).\(AWSNaming.exceptionName(shape: name))"
        }
        let own = [
            AWSNaming.unmodelledErrorName(serviceID: model.metadata.serviceID),
            AWSNaming.clientErrorName(serviceID: model.metadata.serviceID),
        ]
        if let known = try? model.errorName(spelled: name, of: operation) { return known }
        if own.contains(name) { return name }
        let errors = (try? model.errors(of: operation)) ?? []
        let near = CloseNames.of(
            name,
            among: errors.flatMap { [$0.wireCode, $0.shapeName, $0.errorName] },
            countMax: 1
        )
        context.error(
            "\(call.service).\(call.action) has no error `\(name)`",
            scalar.range,
            hint: near.first.map { "did you mean `\($0)`?" }
                ?? "it has \(errors.map(\.wireCode).joined(separator: ", ")); errors outside the model are \(own[0])",
            code: "aws.unknown-error"
        )
        return nil
    }
}
