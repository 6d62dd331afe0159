package import StepAWS
package import StepJSON
package import StepLanguage

/// Checks the AWS calls of a definition against the services' models, as far as this machine has them.
package struct ModelledCalls: TaskCallChecker {
    private let catalog: ServiceCatalog

    package init(catalog: ServiceCatalog) { self.catalog = catalog }

    package func faults(of resource: TaskResource, arguments: JSONValue) -> [TaskCallFault] {
        guard case .integration(let name, let action, _) = resource.kind else { return [] }
        let sdk = "aws-sdk:"
        guard name.hasPrefix(sdk) else { return doubts(name, action, arguments) }
        do throws(ModelError) {
            return try faults(action, of: String(name.dropFirst(sdk.count)), arguments)
        } catch {
            return Self.fault(error, of: resource).map { [$0] } ?? []
        }
    }

    /// What the API behind an optimized integration does not know. AWS may take more than that (S3 for what Bedrock
    /// reads), so that it is no error; those that wrap an operation have parameters that no model has.
    private func doubts(_ name: String, _ action: String, _ arguments: JSONValue) -> [TaskCallFault] {
        guard let optimized = OptimizedService.find(name, action: action), optimized.differences[action] == nil,
            let faults = try? faults(action, of: optimized.service, optimized.parameters(arguments, originARNs: []))
        else { return [] }
        return faults.map { fault in
            var fault = fault
            fault.severity = .warning
            return fault
        }
    }

    private func faults(
        _ action: String,
        of service: String,
        _ arguments: JSONValue
    ) throws(ModelError) -> [TaskCallFault] {
        let model = try catalog.service(service)
        return try StateSpelling.problems(arguments, of: model.operation(action), model).map(Self.fault)
    }

    private static func fault(_ problem: ParameterProblem) -> TaskCallFault {
        var place = problem.place
        switch problem.kind {
        case .wrongType: break
        case .missing:
            place.steps.removeLast()
            return TaskCallFault(severity: .warning, message: problem.message, place: place)
        case .unsupported:
            guard case .member(let key)? = place.steps.popLast() else { break }
            let near = problem.suggestion.map { "did you mean `\($0)`? " } ?? ""
            let known = problem.known.isEmpty ? "there are none" : "there are \(problem.known.joined(separator: ", "))"
            return TaskCallFault(message: problem.message, detail: "\(near)\(known)", place: place, key: key)
        }
        return TaskCallFault(message: problem.message, place: place)
    }

    /// What AWS says of a call that it does not have; nil where it is not known whether it has it.
    private static func fault(_ error: ModelError, of resource: TaskResource) -> TaskCallFault? {
        guard error.code == .unknownService || error.code == .unknownOperation else { return nil }
        let near = error.suggestions.isEmpty ? "" : "; did you mean \(error.suggestions.joined(separator: ", "))?"
        return TaskCallFault(message: TaskResource.notRecognized(resource.text), detail: "\(error.message)\(near)")
    }
}
