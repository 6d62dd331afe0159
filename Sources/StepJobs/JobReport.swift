import StepTime
import StepYAML

/// Collects what there is to say about one job file while its parts are read.
///
/// A class because every part of the reading adds to the same list. It never leaves the call that made it.
final class JobReport {
    private(set) var diagnostics: [Diagnostic] = []
    private(set) var sources: [SourceText] = []
    private var saidOnce: Set<String> = []

    func add(_ source: SourceText) { sources.append(source) }

    func add(_ more: [Diagnostic]) { diagnostics += more }

    func error(_ message: String, _ place: Place, hint: String? = nil, code: String) {
        diagnostics.append(
            Diagnostic(.error, message, file: place.file, range: place.range, hint: hint, code: code)
        )
    }

    func warning(_ message: String, _ place: Place, hint: String? = nil, code: String) {
        diagnostics.append(
            Diagnostic(.warning, message, file: place.file, range: place.range, hint: hint, code: code)
        )
    }

    func note(_ message: String, _ place: Place, hint: String? = nil, code: String) {
        diagnostics.append(Diagnostic(.note, message, file: place.file, range: place.range, hint: hint, code: code))
    }

    /// A warning that is given once for the whole file, however often its reason comes up.
    func warningOnce(_ message: String, _ place: Place, hint: String? = nil, code: String) {
        guard saidOnce.insert(code).inserted else { return }
        warning(message, place, hint: hint, code: code)
    }

    /// Whether an error was found since there were `count` diagnostics.
    func hasErrors(since count: Int = 0) -> Bool { diagnostics[count...].contains { $0.severity == .error } }

    /// A place in one of the files.
    struct Place {
        var file: String
        var range: SourceRange
    }
}

/// The text that is being read, and where to report about it.
struct JobContext {
    let source: SourceText
    let report: JobReport
    /// The present, for warnings of what is to come; nil to give none.
    var now: Timestamp?

    func error(_ message: String, _ range: SourceRange, hint: String? = nil, code: String) {
        report.error(message, JobReport.Place(file: source.file, range: range), hint: hint, code: code)
    }

    func warning(_ message: String, _ range: SourceRange, hint: String? = nil, code: String) {
        report.warning(message, JobReport.Place(file: source.file, range: range), hint: hint, code: code)
    }

    /// Reports a place inside the decoded text of a scalar; offset and length in UTF-8 bytes.
    func error(
        _ message: String,
        in scalar: YAMLScalar,
        offset: Int,
        length: Int,
        hint: String? = nil,
        code: String
    ) {
        error(message, source.sourceRange(ofOffset: offset, length: length, in: scalar), hint: hint, code: code)
    }
}
