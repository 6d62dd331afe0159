/// Gathers what is wrong with a definition while it is compiled, so that everything is reported at once.
///
/// A class, because every part of one compilation writes into the same list. It never leaves that compilation.
final class DiagnosticCollector {
    /// More errors than anybody reads are counted by none.
    static let countMax = 1_000

    private(set) var diagnostics: [DefinitionDiagnostic] = []
    private(set) var hasErrors = false

    func add(_ diagnostic: DefinitionDiagnostic) {
        if diagnostic.severity == .error { hasErrors = true }
        if diagnostics.count < Self.countMax { diagnostics.append(diagnostic) }
    }

    func error(_ message: String, at location: String, code: String = DefinitionCode.schemaValidationFailed) {
        add(DefinitionDiagnostic(code: code, message: message, location: location))
    }

    func warn(_ message: String, at location: String, code: String) {
        add(DefinitionDiagnostic(severity: .warning, code: code, message: message, location: location))
    }
}
