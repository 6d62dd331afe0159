import StepYAML

/// Why a part of a template has no value here.
struct TemplateFault: Error {
    var message: String
    var range: SourceRange
    var hint: String?
    var code: String

    init(_ message: String, _ range: SourceRange, hint: String? = nil, code: String = "template.value") {
        self.message = message
        self.range = range
        self.hint = hint
        self.code = code
    }
}

extension JobContext {
    func report(_ fault: TemplateFault) { error(fault.message, fault.range, hint: fault.hint, code: fault.code) }
}
