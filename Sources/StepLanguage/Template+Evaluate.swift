package import StepJSON

extension Template {
    /// The value of the template: every expression in it replaced by its value in `scope`.
    ///
    /// - Throws: what the first expression that fails throws, which names its field.
    package func evaluate(in scope: EvaluationScope) throws(EvaluationError) -> JSONValue {
        switch self {
        case .literal(let value): return value
        case .jsonPath(let path): return try path.evaluate(in: scope)
        case .intrinsic(let function): return try function.evaluate(in: scope)
        case .jsonata(let expression, let field, let use):
            return try expression.value(in: scope, field: field, use: use)
        case .object(let members):
            var object = JSONObject()
            object.reserveCapacity(members.count)
            for member in members { object[member.key] = try member.value.evaluate(in: scope) }
            return .object(object)
        case .array(let elements):
            var values: [JSONValue] = []
            values.reserveCapacity(elements.count)
            for element in elements { values.append(try element.evaluate(in: scope)) }
            return .array(values)
        }
    }
}
