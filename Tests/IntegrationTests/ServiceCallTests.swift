import StepJSON
import Testing

/// State machines that call AWS services of every protocol, against moto.
///
/// Each is a job file in `Fixtures/services` with the output beside it that its run must have. The services keep what they
/// are given: a name or text that was written wrongly comes back wrong.
@Suite(.enabled(if: Programs.hasTools && Programs.hasModels, "moto is not installed; packaging/test installs it"))
struct ServiceCallTests {
    private static let folder: String = {
        let here: String = #filePath
        return here.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
            + "/Fixtures/services"
    }()

    private static let services = DirectoryListing.names(in: folder).filter { $0.hasSuffix(".yaml") }
        .map { String($0.dropLast(".yaml".count)) }

    @Test func everyServiceGetsWhatItIsToGetAndIsUnderstood() async throws {
        try #require(Self.services.count >= 12)
        var jobs: [String: String] = [:]
        for service in Self.services {
            let text: String = try #require(FileText.read("\(Self.folder)/\(service).yaml"))
            jobs["\(service).yaml"] = text
        }
        try await MotoServer.with(freeActions: nil) { moto in
            try await DaemonFixture.with(jobs: jobs, endpointPort: moto.port) { daemon in
                for service in Self.services { try await daemon.client.start(service, name: "once") }
                for service in Self.services {
                    let arn = StepAPIClient.executionARN(job: service, name: "once")
                    let run = try await daemon.client.waitForEnd(arn, seconds: 60)
                    let text = try #require(FileText.read("\(Self.folder)/\(service).output.json"))
                    let problem = "\(service): \(run.error ?? "") \(run.cause ?? "")"
                    #expect(run.status == "SUCCEEDED", "\(problem)")
                    #expect(run.output == (try JSONParser.parse(text)), "\(problem)")
                }
            }
        }
    }
}
