import StepCommands
import StepJSON
import StepJobs
import StepTasks

/// Fetches secrets that AWS keeps: the text of a secret of Secrets Manager, the value of a parameter of Systems Manager.
struct AWSSecret {
    let client: AWSClient

    private static let timeoutSeconds = 30.0

    func value(of source: JobSecret.Source) async throws -> String {
        switch source {
        case .secretsManager(let name):
            try await text("secretsmanager", "getSecretValue", ["SecretId": .string(name)], at: ["SecretString"])
        case .parameterStore(let name):
            try await text(
                "ssm",
                "getParameter",
                ["Name": .string(name), "WithDecryption": .bool(true)],
                at: ["Parameter", "Value"]
            )
        case .credential, .file, .environment: throw SecretStore.Failure("it is not kept by AWS")
        }
    }

    private func text(
        _ service: String,
        _ action: String,
        _ parameters: JSONObject,
        at path: [String]
    ) async throws -> String {
        var value: JSONValue? = try await client.answer(
            of: service,
            action,
            parameters,
            timeoutSeconds: Self.timeoutSeconds
        )
        for name in path { value = value?[name] }
        guard let text = value?.stringValue else {
            throw SecretStore.Failure("the answer of \(service):\(action) holds no text")
        }
        return text
    }
}
