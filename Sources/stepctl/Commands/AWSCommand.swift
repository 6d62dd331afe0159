import ArgumentParser
import StepAWS
import StepJSON

/// `stepctl aws --stdio`
struct AWSCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "aws",
        abstract: "Build requests, read answers, sign and find endpoints as for AWS's services, a case a line.",
        discussion: """
            Reads one JSON case a line (lang: aws-request, aws-response, sigv4, aws-call or aws-endpoint) and writes one \
            JSON answer a line: AWS's own protocol and signature tests in a form that any program can put.

            Example:
              stepctl aws --stdio < cases.jsonl
            """
    )

    @Flag(help: "Read cases from standard input.")
    var stdio = false

    func validate() throws {
        guard stdio else { throw ValidationError("write `stepctl aws --stdio` and put the cases on standard input") }
    }

    func run() throws {
        try DeepStack.run {
            let catalog = ServiceCatalog.system
            try LineProtocol.serve(Console(), fault: { ["fault": .string($0)] }) { request in
                ConformanceCase.answer(request, catalog: catalog)
            }
        }
    }
}
