package import StepJSON

/// What knows the APIs that tasks call, and so what is wrong with a call before it is made.
///
/// The language knows none of them: who compiles a definition hands in what this machine has.
package protocol TaskCallChecker: Sendable {
    /// What is wrong with a task on `resource` that is given `arguments`; null in them, or in their place, is what is only
    /// known when the task runs.
    func faults(of resource: TaskResource, arguments: JSONValue) -> [TaskCallFault]
}

/// One thing that is wrong with the call of a task.
package struct TaskCallFault: Sendable, Equatable {
    package var severity: DefinitionDiagnostic.Severity
    /// AWS's words.
    package var message: String
    /// For people: what was probably meant, what there is.
    package var detail: String?
    /// The part of the arguments that is meant; nil for the resource.
    package var place: JSONPlace?
    /// The key at `place` that is meant, rather than what is there.
    package var key: String?

    package init(
        severity: DefinitionDiagnostic.Severity = .error,
        message: String,
        detail: String? = nil,
        place: JSONPlace? = nil,
        key: String? = nil
    ) {
        self.severity = severity
        self.message = message
        self.detail = detail
        self.place = place
        self.key = key
    }
}

extension Template {
    /// What of the value is known before it is evaluated; null is what is not.
    var knownPart: JSONValue {
        switch self {
        case .literal(let value): value
        case .jsonPath, .intrinsic, .jsonata: .null
        case .object(let members): .object(JSONObject(members.map { ($0.key, $0.value.knownPart) }))
        case .array(let elements): .array(elements.map(\.knownPart))
        }
    }
}

extension StateCompiler {
    /// Reports what is wrong with the call that a task makes.
    func checkCall(of resource: TaskResource, _ arguments: Template?, _ reader: FieldReader) {
        guard let calls = definition.calls else { return }
        let field = reader.has("Arguments") ? "Arguments" : "Parameters"
        for fault in calls.faults(of: resource, arguments: arguments?.knownPart ?? .object(JSONObject())) {
            // Arguments that are not there have no place.
            let place = reader.has(field) ? fault.place : nil
            let location = reader.location(of: place == nil ? "Resource" : field)
            let (spelled, value) = Self.spelled(place ?? JSONPlace(), in: reader.object[field])
            let isError = fault.severity == .error
            collector.add(
                DefinitionDiagnostic(
                    severity: fault.severity,
                    code: isError ? DefinitionCode.schemaValidationFailed : DefinitionCode.doubtfulParameter,
                    message: fault.message,
                    location: location,
                    place: spelled.steps.isEmpty ? location : "\(location)/\(spelled.text(separator: "/"))",
                    key: fault.key.map { Self.spelled($0, in: value) },
                    detail: fault.detail
                )
            )
        }
    }

    /// The place with its keys as the definition has them, and what is there.
    private static func spelled(_ place: JSONPlace, in value: JSONValue?) -> (place: JSONPlace, value: JSONValue?) {
        var value = value
        var result = JSONPlace()
        for step in place.steps {
            switch step {
            case .member(let key):
                let key = spelled(key, in: value)
                result = result.member(key)
                value = value?[key]
            case .element(let index):
                result = result.element(index)
                value = value?[index]
            }
        }
        return (result, value)
    }

    /// A key as the definition has it: with `.$` where its value is an expression.
    private static func spelled(_ key: String, in value: JSONValue?) -> String {
        value?[key] == nil && value?["\(key).$"] != nil ? "\(key).$" : key
    }
}
