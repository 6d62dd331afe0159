import ArgumentParser
import Glibc
import StepJSON
import StepProtocol
import StepTime

/// `stepctl approve RUN`
struct ApproveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve",
        abstract: "Answer a run that waits for an approval.",
        discussion: """
            Without --reject the run goes on, and the step's result has who approved it, when and the comment. With \
            --reject the step fails with the error Approval.Rejected. --list only shows what is asked.

            \(RunReference.documentation)

            Example:
              stepctl approve weekly-report/latest --comment "looks right"
              stepctl approve weekly-report/latest --reject --comment "last week's numbers"
            """
    )

    @Argument(help: .run, completion: .run)
    var reference: RunReference

    @Flag(help: "Say no: the step fails with Approval.Rejected.")
    var reject = false

    @Flag(help: "Show what is asked, and answer nothing.")
    var list = false

    @Option(help: "Why, for the run's history.")
    var comment: String?

    @Option(help: "The state that asks, where several do.")
    var state: String?

    @Flag(help: "JSON instead of text.")
    var json = false

    @OptionGroup var connection: ConnectionOptions

    func run() throws {
        let console = Console()
        let client = try connection.client()
        let arn = try RunResolver(client).executionARN(reference)
        let name = RunReference.shortName(ofExecutionARN: arn)
        let all = OpenApproval.all(in: try client.history(executionARN: arn, hasData: true))
        guard !list else {
            if json { return console.write(json: .array(all.map(\.json))) }
            if all.isEmpty { console.write("\(name) waits for no approval\n") }
            for approval in all { console.write("\(approval.stateName): \(PrintableText.oneLine(approval.message))\n") }
            return
        }
        let approval = try choose(all, name)
        if reject {
            var request = SendTaskFailureRequest()
            request.taskToken = approval.taskToken
            request.error = "Approval.Rejected"
            request.cause = comment ?? "rejected by \(Self.person)"
            _ = try client.call(AWSOperation.sendTaskFailure, request, EmptyResponse.self)
        } else {
            var request = SendTaskSuccessRequest()
            request.taskToken = approval.taskToken
            var answer: JSONObject = [
                "Approved": true, "By": .string(Self.person), "At": .string(SystemClock.now.rfc3339),
            ]
            if let comment { answer["Comment"] = .string(comment) }
            request.output = JSONWriter.text(of: .object(answer))
            _ = try client.call(AWSOperation.sendTaskSuccess, request, EmptyResponse.self)
        }
        guard !json else {
            var answer = approval.json.objectValue ?? JSONObject()
            answer["approved"] = .bool(!reject)
            return console.write(json: .object(answer))
        }
        console.write("\(name): \(approval.stateName) \(reject ? "rejected" : "approved")\n")
    }

    /// The one approval that is meant.
    private func choose(_ all: [OpenApproval], _ name: String) throws -> OpenApproval {
        let found = all.filter { state == nil || $0.stateName == state }
        if found.count == 1 { return found[0] }
        guard let first = found.first else {
            throw CommandError(
                state.map { "\(name) waits for no approval in \($0)" } ?? "\(name) waits for no approval",
                hint: all.isEmpty
                    ? "`stepctl status \(name)` shows where it stands."
                    : "It waits in \(all.map(\.stateName).joined(separator: ", "))."
            )
        }
        if state != nil { return first }
        throw CommandError(
            "\(name) waits for several approvals: \(found.map(\.stateName).joined(separator: ", "))",
            hint: "Choose one with --state.",
            status: .usage
        )
    }

    /// Who answers, as far as this process knows.
    private static var person: String {
        if let name = Environment["SUDO_USER"] { return name }
        guard let entry = getpwuid(getuid()) else { return "uid \(getuid())" }
        return String(cString: entry.pointee.pw_name)
    }
}
