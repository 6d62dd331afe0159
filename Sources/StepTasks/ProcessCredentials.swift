import CCurl
import Glibc
import StepAWS
import StepJSON

/// The output of a program that the profile names (`credential_process`).
///
/// Source: "Process credential provider", AWS SDKs and Tools Reference Guide. Its output may hold secrets: it is never
/// shown.
struct ProcessCredentials: CredentialsProvider {
    let command: String
    let profile: String

    private static let outputBytesMax = 64 << 10
    private static let secondsMax = 60

    var place: String { "credential_process of profile `\(profile)`" }

    /// The program runs on a thread of its own, since nobody can say how long it takes.
    func find(_ completion: @escaping @Sendable (CredentialsFinding) -> Void) {
        let box = Unmanaged.passRetained(Work(provider: self, completion: completion))
        var thread = pthread_t()
        let status = pthread_create(
            &thread,
            nil,
            { argument in
                guard let argument else { return nil }
                let work = Unmanaged<Work>.fromOpaque(argument).takeRetainedValue()
                work.completion(work.provider.output())
                return nil
            },
            box.toOpaque()
        )
        guard status == 0 else {
            box.release()
            return completion(.broken("\(place) cannot be started"))
        }
        pthread_detach(thread)
    }

    private final class Work: Sendable {
        let provider: ProcessCredentials
        let completion: @Sendable (CredentialsFinding) -> Void

        init(provider: ProcessCredentials, completion: @escaping @Sendable (CredentialsFinding) -> Void) {
            self.provider = provider
            self.completion = completion
        }
    }

    private func output() -> CredentialsFinding {
        let quoted = command.replacing("'", with: "'\\''")
        guard let pipe = popen("exec timeout -k 1 \(Self.secondsMax) sh -c '\(quoted)' </dev/null", "re") else {
            return .broken("\(place) cannot be started")
        }
        var bytes = [UInt8](repeating: 0, count: Self.outputBytesMax)
        let count = fread(&bytes, 1, bytes.count, pipe)
        let status = pclose(pipe)
        guard status == 0 else {
            return .broken(
                "\(place) ended with status \(status >> 8 == 124 ? "124, as it took too long" : "\(status >> 8)")"
            )
        }
        guard let document = try? JSONParser.parse(bytes: Array(bytes.prefix(count))),
            document["Version"]?.integerValue == 1
        else { return .broken("\(place) wrote no JSON document of version 1") }
        return AWSCredentials(document: document, secret: "SecretAccessKey", token: "SessionToken").map { .found($0) }
            ?? .broken("\(place) wrote no credentials")
    }
}
