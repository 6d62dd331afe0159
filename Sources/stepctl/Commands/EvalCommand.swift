import ArgumentParser
import StepJSON

/// `stepctl eval --stdio`
struct EvalCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval",
        abstract: "Evaluate JSONata, JSONPath and intrinsic functions, a request a line.",
        discussion: """
            Reads one JSON request a line (lang: jsonata, jsonpath or intrinsic; expr; data; bindings) and writes one \
            JSON answer a line: {"result": …}, {"undefined": true} or {"error": {"code", "message"}}.

            Example:
              echo '{"lang":"jsonata","expr":"a + 1","data":{"a":1}}' | stepctl eval --stdio
            """
    )

    @Flag(help: "Read requests from standard input.")
    var stdio = false

    func validate() throws {
        guard stdio else {
            throw ValidationError("write `stepctl eval --stdio` and put the requests on standard input")
        }
    }

    func run() throws {
        try DeepStack.run {
            try LineProtocol.serve(Console(), fault: ExpressionProtocol.fault, answer: ExpressionProtocol.answer)
        }
    }
}
