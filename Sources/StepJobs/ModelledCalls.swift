package import StepAWS
package import StepJSON
package import StepLanguage

/// Checks the AWS calls of a definition against the services' models, as far as this machine has them.
package struct ModelledCalls: TaskCallChecker {
    private let catalog: ServiceCatalog

    package init(catalog: ServiceCatalog) { self.catalog = catalog }

    package func faults(of resource: TaskResource, arguments: JSONValue) -> [TaskCallFault] {
        let sdk = "aws-sdk:"
        guard case .integration(let name, let action, _) = resource.kind, name.hasPrefix(sdk) else { return [] }
        do throws(ModelError) {
            let model = try catalog.service(String(name.dropFirst(sdk.count)))
            let operation = try model.operation(action)
            let problems = try StateSpelling.problems(arguments, of: operation, model)
            return problems.map(Self.fault)
        } catch {
            return Self.fault(error, of: resource).map { [$0] } ?? []
        }
    }

    private static func fault(_ problem: ParameterProblem) -> TaskCallFault {
        var place = problem.place
        switch problem.kind {
        case .wrongType:
            return TaskCallFault(message: problem.message, place: place)
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
