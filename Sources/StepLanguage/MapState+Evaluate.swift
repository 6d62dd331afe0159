package import StepJSON
import StepJSONata

extension MapState.Items {
    /// What is iterated over: an array, or an object whose members were written out in `Items`. `scope.input` is the
    /// effective input.
    ///
    /// Inline, AWS refuses an object that an expression or a path finds (recorded).
    ///
    /// - Throws: `States.QueryEvaluationError` in JSONata and `States.Runtime` in JSONPath, for any other value.
    package func evaluate(
        in scope: EvaluationScope,
        language: QueryLanguage
    ) throws(EvaluationError) -> JSONValue {
        switch self {
        case .input:
            if case .array = scope.input { return scope.input }
            guard language == .jsonata else { throw Self.notArray("$") }
            throw EvaluationError(
                error: ErrorName.queryEvaluationError,
                cause: "Map state input must be an array but was: \(JSONWriter.text(of: scope.input))"
            )
        case .path(let path):
            let value = try path.evaluate(in: scope)
            if case .array = value { return value }
            throw Self.notArray(path.text)
        case .template(let template):
            let value = try template.evaluate(in: scope)
            switch (value, template) {
            case (.array, _): return value
            case (.object, .object), (.object, .literal): return value
            case (_, .jsonata(let expression, let field, _)):
                throw expression.unexpected(value, expected: "array", field: field)
            default:
                throw EvaluationError(
                    error: ErrorName.queryEvaluationError,
                    cause: "The field 'Items' must be an array but was: \(JSONWriter.text(of: value))",
                    location: "Items"
                )
            }
        }
    }

    private static func notArray(_ path: String) -> EvaluationError {
        EvaluationError(error: ErrorName.runtime, cause: "Reference path \"\(path)\" must point to array.")
    }
}

extension MapState {
    /// How many iterations may run at the same time; 0 is as many as the interpreter allows.
    package func concurrency(in scope: EvaluationScope) throws(EvaluationError) -> Int {
        guard let field = maxConcurrency else { return 0 }
        let count = try field.value(in: scope, field: "MaxConcurrency", isWhole: true)
        guard count >= 0 else {
            throw EvaluationError(error: ErrorName.runtime, cause: "MaxConcurrency cannot be negative.")
        }
        return Int(min(count, Double(Int32.max)))
    }

    /// Evaluates how many iterations may fail. Inline, one that fails fails the Map, and the fields mean nothing more.
    package func checkTolerance(in scope: EvaluationScope) throws(EvaluationError) {
        if let field = toleratedFailureCount {
            let count = try field.value(in: scope, field: "ToleratedFailureCount", isWhole: true)
            guard count >= 0 else {
                throw EvaluationError(error: ErrorName.runtime, cause: "ToleratedFailureCount cannot be negative.")
            }
        }
        if let field = toleratedFailurePercentage {
            let percentage = try field.value(in: scope, field: "ToleratedFailurePercentage", isWhole: false)
            guard 0...100 ~= percentage else {
                throw EvaluationError(
                    error: ErrorName.runtime,
                    cause: "ToleratedFailurePercentage must be between 0 and 100."
                )
            }
        }
    }
}

extension CountField {
    /// The number. Messages name `field`.
    func value(in scope: EvaluationScope, field: String, isWhole: Bool) throws(EvaluationError) -> Double {
        switch self {
        case .constant(let number): return number
        case .path(let path):
            let value = try path.parameter(in: scope, field: field + "Path")
            // A text will do that is a number as a whole (recorded).
            let parsed = value.stringValue.flatMap { try? JSONParser.parse($0) } ?? value
            let number = isWhole ? parsed.integerValue.map(Double.init) : parsed.numberValue?.doubleValue
            guard let number else {
                throw EvaluationError(
                    error: ErrorName.runtime,
                    cause:
                        "The \(field)Path field refers to value \"\(value.stringValue ?? JSONWriter.text(of: value))\" "
                        + "which is not a valid \(isWhole ? "integer" : "number"): \(path.text)"
                )
            }
            return number
        case .expression(let expression, let use):
            let value = try expression.value(in: scope, field: field, use: use)
            let number = isWhole ? value.integerValue.map(Double.init) : value.numberValue?.doubleValue
            guard let number else {
                throw expression.unexpected(value, expected: isWhole ? "integer" : "number", field: field)
            }
            return number
        }
    }
}
