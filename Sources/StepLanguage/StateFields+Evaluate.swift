package import StepJSON
import StepJSONata
package import StepTime

extension PathField {
    /// The part of `scope.input` that goes on.
    package func evaluate(in scope: EvaluationScope) throws(EvaluationError) -> JSONValue {
        switch self {
        case .whole: scope.input
        case .discard: .object(JSONObject())
        case .path(let path): try path.evaluate(in: scope)
        }
    }
}

extension ResultPathField {
    /// `input` with `result` put where the field says.
    ///
    /// - Throws: `States.ResultPathMatchFailure` when the input has something else there.
    package func place(_ result: JSONValue, in input: JSONValue) throws(EvaluationError) -> JSONValue {
        switch self {
        case .replace: result
        case .discard: input
        case .path(let path): try path.set(result, in: input)
        }
    }
}

extension WaitState.Until {
    /// AWS's longest wait: what a signed 32-bit number of seconds holds, a little less than 24,856 days.
    static let delaySecondsMax: Int64 = 2_147_483_647

    /// When a wait that begins at `now` ends; not after `now` where the time has passed already.
    ///
    /// - Throws: `States.Runtime`, or `States.QueryEvaluationError` for a JSONata field, in AWS's words.
    package func deadline(from now: Timestamp, in scope: EvaluationScope) throws(EvaluationError) -> Timestamp {
        let deadline: Timestamp
        switch self {
        case .seconds(let seconds): deadline = try Self.after(seconds, now)
        case .secondsPath(let path):
            deadline = try Self.after(try path.seconds(in: scope, field: "SecondsPath"), now)
        case .secondsExpression(let expression, let use):
            deadline = try Self.after(try expression.seconds(in: scope, field: "Seconds", use: use), now)
        case .timestamp(let text): deadline = try Self.instant(text, isPath: false) { text }
        case .timestampPath(let path):
            let value = try path.parameter(in: scope, field: "TimestampPath")
            let text = value.stringValue ?? JSONWriter.text(of: value)
            deadline = try Self.instant(text, isPath: true) { "\(path.text) == \(text)" }
        case .timestampExpression(let expression, let use):
            let value = try expression.value(in: scope, field: "Timestamp", use: use)
            guard case .string(let text) = value else {
                throw expression.unexpected(value, expected: "string", field: "Timestamp")
            }
            deadline = try Self.instant(text, isPath: false) { text }
        }
        let delay = deadline.milliseconds.subtractingReportingOverflow(now.milliseconds)
        guard !delay.overflow, delay.partialValue / 1000 <= Self.delaySecondsMax else { throw Self.tooLong }
        return deadline
    }

    private static var tooLong: EvaluationError {
        EvaluationError(error: ErrorName.runtime, cause: "Wait state delay is too long.")
    }

    private static func after(_ seconds: Int64, _ now: Timestamp) throws(EvaluationError) -> Timestamp {
        guard seconds <= delaySecondsMax else { throw tooLong }
        return now.adding(seconds: Double(seconds))
    }

    /// The time that `text` is; `shown` is what the message shows of the value.
    private static func instant(
        _ text: String,
        isPath: Bool,
        shown: () -> String
    ) throws(EvaluationError) -> Timestamp {
        if let timestamp = Timestamp(rfc3339: text) { return timestamp }
        let format = "an ISO-8601 extended offset date-time format string"
        guard isPath else {
            throw EvaluationError(
                error: ErrorName.queryEvaluationError,
                cause: "The Timestamp field cannot be parsed as \(format): \(shown())",
                location: "Timestamp",
                isOfValue: true
            )
        }
        throw EvaluationError(
            error: ErrorName.runtime,
            cause: "The TimestampPath parameter does not reference a valid \(format.dropFirst(3)): \(shown())"
        )
    }
}

extension SecondsField {
    /// The limit in whole seconds, at least 1. Messages name `field`, `TimeoutSeconds` or `HeartbeatSeconds`.
    package func seconds(
        in scope: EvaluationScope,
        field: String = "TimeoutSeconds"
    ) throws(EvaluationError) -> Int64 {
        switch self {
        case .constant(let seconds): return seconds
        case .path(let path):
            let seconds = try path.seconds(in: scope, field: field + "Path")
            guard seconds > 0 else {
                throw EvaluationError(
                    error: ErrorName.runtime,
                    cause: "The \(field)Path parameter must reference a positive value: \(path.text) == \(seconds)"
                )
            }
            return seconds
        case .expression(let expression, let use):
            let seconds = try expression.seconds(in: scope, field: field, use: use)
            guard seconds > 0 else {
                throw EvaluationError(
                    error: ErrorName.queryEvaluationError,
                    cause: "The \(field) field must be a positive value: \(seconds)",
                    location: field,
                    isOfValue: true
                )
            }
            return seconds
        }
    }
}

extension TextField {
    /// The text.
    ///
    /// - Throws: what its template throws, and the same error when the template gives something else than a text.
    package func text(in scope: EvaluationScope) throws(EvaluationError) -> String {
        switch self {
        case .constant(let text): return text
        case .template(let template):
            let value = try template.evaluate(in: scope)
            if case .string(let text) = value { return text }
            throw Self.mismatch(template, value)
        }
    }

    private static func mismatch(_ template: Template, _ value: JSONValue) -> EvaluationError {
        switch template {
        case .jsonata(let expression, let field, _):
            return expression.unexpected(value, expected: "string", field: field)
        case .jsonPath(let path):
            return EvaluationError(
                error: ErrorName.runtime,
                cause: "The JSONPath '\(path.text)' specified for the field '\(path.field ?? "")' does not reference "
                    + "a string: \(JSONWriter.text(of: value))"
            )
        default:
            return EvaluationError(
                error: ErrorName.runtime,
                cause: "The field must be a string, but was: \(JSONWriter.text(of: value))"
            )
        }
    }
}

// MARK: - Values of one type

extension JSONPath {
    /// The value of a field that is a path to a parameter of the state.
    func parameter(in scope: EvaluationScope, field: String) throws(EvaluationError) -> JSONValue {
        do {
            return try find(in: scope)
        } catch {
            throw EvaluationError(
                error: ErrorName.runtime,
                cause: "The \(field) parameter does not reference an input value: \(text)"
            )
        }
    }

    /// A whole number of seconds, not negative.
    func seconds(in scope: EvaluationScope, field: String) throws(EvaluationError) -> Int64 {
        let value = try parameter(in: scope, field: field)
        let shown = "\(text) == \(value.stringValue ?? JSONWriter.text(of: value))"
        guard let seconds = value.integerValue else {
            throw EvaluationError(
                error: ErrorName.runtime,
                cause: "The \(field) parameter cannot be parsed as a long value: \(shown)"
            )
        }
        guard seconds >= 0 else {
            throw EvaluationError(
                error: ErrorName.runtime,
                cause: "The \(field) parameter references a negative value: \(shown)"
            )
        }
        return seconds
    }
}

extension JSONataExpression {
    /// A whole number of seconds, not negative.
    func seconds(in scope: EvaluationScope, field: String, use: StatesUse) throws(EvaluationError) -> Int64 {
        let value = try value(in: scope, field: field, use: use)
        guard case .number(let number) = value else { throw unexpected(value, expected: "number", field: field) }
        guard let seconds = number.integerValue, seconds >= 0 else {
            throw EvaluationError(
                error: ErrorName.queryEvaluationError,
                cause: "The \(field) field must be a non-negative integer, but was: \(number.text)",
                location: field,
                isOfValue: true
            )
        }
        return seconds
    }
}
