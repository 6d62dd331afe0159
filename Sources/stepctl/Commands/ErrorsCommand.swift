import ArgumentParser
import StepAWS
import StepJSON

/// `stepctl errors SERVICE.ACTION`
struct ErrorsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "errors",
        abstract: "List the errors of an AWS call, by each of their names.",
        discussion: """
            A job file takes any of the names in `on`, `ok_if` and `catch`; in a definition it is the first. CODE is \
            what the service itself says, EXCEPTION is boto3's. An error that is not in the service's model has the \
            name of the last row.

            Example:
              stepctl errors rds.createDBSnapshot
            """
    )

    @Argument(help: ArgumentHelp("The call, as a job file has it.", valueName: "service.action"))
    var call: String

    @Flag(help: "JSON instead of text.")
    var json = false

    func run() throws {
        let console = Console()
        let parts = call.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2 else {
            throw CommandError("`\(call)` names no call", hint: "Write it as rds.createDBSnapshot.", status: .usage)
        }
        let names: [(state: String, code: String, exception: String)]
        do throws(ModelError) {
            let model = try ServiceCatalog.system.service(parts[0])
            names = try Self.names(of: model.operation(parts[1]), model)
        } catch {
            let near = error.suggestions.isEmpty ? nil : "Did you mean \(error.suggestions.joined(separator: ", "))?"
            throw CommandError(error.message, hint: near)
        }
        guard !json else {
            let rows = names.map { name -> JSONValue in
                ["name": .string(name.state), "code": .string(name.code), "exception": .string(name.exception)]
            }
            return console.write(json: .array(rows))
        }
        var table = TextTable([.init("NAME"), .init("CODE"), .init("EXCEPTION")])
        for name in names { table.append([.init(name.state), .init(name.code), .init(name.exception)]) }
        console.write(table, hasLegend: true)
    }

    private static func names(
        of operation: StepAWS.Operation,
        _ model: ServiceModel
    ) throws(ModelError) -> [(state: String, code: String, exception: String)] {
        let known = try model.errors(of: operation).map {
            (state: $0.errorName, code: $0.wireCode, exception: $0.shapeName)
        }
        let other = AWSNaming.unmodelledErrorName(serviceID: model.metadata.serviceID)
        return known.sorted { $0.state < $1.state } + [(state: other, code: "-", exception: "ClientError")]
    }
}
