import StepJSON

/// One thing that is wrong, or doubtful, in a definition.
///
/// Codes, texts and locations are those of AWS's ValidateStateMachineDefinition where they were recorded.
package struct DefinitionDiagnostic: Sendable, Equatable {
    package enum Severity: String, Sendable {
        case error = "ERROR"
        case warning = "WARNING"
    }

    package var severity: Severity
    /// One of ``DefinitionCode``.
    package var code: String
    package var message: String
    /// The place as AWS writes it: `/`, `/States/X/Field`, `/States/X/Choices[0]/Next`; empty where AWS gives none.
    package var location: String
    /// The exact place, where AWS names only the field around it: `/States/X/Parameters/a/b.$`.
    package var place: String
    /// The key of the object at `place` that is wrong; nil where it is not about a key.
    package var key: String?
    /// What exactly is wrong, for people; AWS does not say it.
    package var detail: String?
    /// Where in the string at `place` an expression is wrong, in UTF-8 bytes from its start; `{%` and white space
    /// after it count.
    package var expressionOffset: Int?

    package init(
        severity: Severity = .error,
        code: String = DefinitionCode.schemaValidationFailed,
        message: String,
        location: String,
        place: String? = nil,
        key: String? = nil,
        detail: String? = nil,
        expressionOffset: Int? = nil
    ) {
        self.severity = severity
        self.code = code
        self.message = message
        self.location = location
        self.place = place ?? location
        self.key = key
        self.detail = detail
        self.expressionOffset = expressionOffset
    }
}

extension DefinitionDiagnostic {
    /// What AWS says of a text that is not JSON.
    init(_ error: JSONError, in text: String) {
        guard error.code != .depthLimit else {
            self.init(
                code: DefinitionCode.tooDeeplyNested,
                message: "The definition is too deeply nested: \(error.message)",
                location: "line: \(error.line), column: \(error.column)"
            )
            return
        }
        let fault = JSONSyntaxScanner.fault(in: text)
        let message = fault?.message ?? error.message
        let location = fault?.location ?? "line: \(error.line), column: \(error.column)"
        self.init(
            code: DefinitionCode.invalidJSONDescription,
            message: "\(message)\n at \(location)",
            location: location
        )
    }
}

/// The codes of diagnostics (AWS, "ValidateStateMachineDefinitionDiagnostic", and as observed).
package enum DefinitionCode {
    package static let schemaValidationFailed = "SCHEMA_VALIDATION_FAILED"
    package static let missingTransitionTarget = "MISSING_TRANSITION_TARGET"
    package static let missingEndState = "MISSING_END_STATE"
    package static let invalidStateName = "INVALID_STATE_NAME"
    package static let duplicateStateName = "DUPLICATE_STATE_NAME"
    package static let invalidJSONataExpression = "INVALID_JSONATA_EXPRESSION"
    package static let unsupportedJSONataExpression = "UNSUPPORTED_JSONATA_EXPRESSION"
    package static let invalidJSONDescription = "INVALID_JSON_DESCRIPTION"
    package static let tooDeeplyNested = "TOO_DEEPLY_NESTED"
    package static let duplicateLabelName = "DUPLICATE_LABEL_NAME"
    package static let invalidLabelName = "INVALID_LABEL_NAME"
    /// Warnings.
    package static let noDollar = "NO_DOLLAR"
    package static let noPath = "NO_PATH"
    package static let passResultIsStatic = "PASS_RESULT_IS_STATIC"
    /// This daemon's own warnings: AWS has none for these.
    package static let outerScopeVariable = "OUTER_SCOPE_VARIABLE"
    package static let invalidPath = "INVALID_PATH"
    package static let unassignedVariable = "UNASSIGNED_VARIABLE"
    package static let unavailableStatesMember = "UNAVAILABLE_STATES_MEMBER"
    package static let noTaskToken = "NO_TASK_TOKEN"
    package static let unknownErrorName = "UNKNOWN_ERROR_NAME"
    package static let doubtfulParameter = "DOUBTFUL_PARAMETER"
}

/// Why a definition was refused: everything that is wrong with it, at once, and the warnings besides.
package struct DefinitionError: Error, Sendable, Equatable {
    /// At least one of them is an error.
    package var diagnostics: [DefinitionDiagnostic]

    package init(diagnostics: [DefinitionDiagnostic]) { self.diagnostics = diagnostics }

    /// The message of AWS's InvalidDefinition:
    /// `Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: <text> at /States/X/Field, …'`.
    package var awsMessage: String {
        let parts = diagnostics.filter { $0.severity == .error }.map { diagnostic in
            let location = diagnostic.location.isEmpty ? "null" : diagnostic.location
            return "\(diagnostic.code): \(diagnostic.message) at \(location)"
        }
        return "Invalid State Machine Definition: '\(parts.joined(separator: ", "))'"
    }
}
