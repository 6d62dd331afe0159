import Glibc
import StepAWS
import StepTasks

/// A directory with one small service model, in the manner of RDS, and a home directory beside it.
struct TestModels {
    let directory: String

    private static let model = """
        {"metadata": {"apiVersion": "2014-10-31", "endpointPrefix": "rds", "protocol": "query", "serviceId": "RDS"},
         "operations": {
          "CreateDBSnapshot": {"name": "CreateDBSnapshot", "http": {"method": "POST", "requestUri": "/"},
           "input": {"shape": "In"}, "output": {"shape": "Out", "resultWrapper": "CreateDBSnapshotResult"},
           "errors": [{"shape": "DBSnapshotAlreadyExistsFault"}]},
          "DescribeDBSnapshots": {"name": "DescribeDBSnapshots", "http": {"method": "POST", "requestUri": "/"},
           "input": {"shape": "In"}, "output": {"shape": "Out", "resultWrapper": "DescribeDBSnapshotsResult"}},
          "StartThing": {"name": "StartThing", "http": {"method": "POST", "requestUri": "/"},
           "input": {"shape": "TokenIn"}}},
         "shapes": {
          "In": {"type": "structure", "members": {"DBSnapshotIdentifier": {"shape": "String"}}},
          "TokenIn": {"type": "structure", "members": {"ClientToken": {"shape": "String", "idempotencyToken": true}}},
          "Out": {"type": "structure", "members": {"DBSnapshotStatus": {"shape": "String"}}},
          "DBSnapshotAlreadyExistsFault": {"type": "structure", "members": {},
           "error": {"code": "DBSnapshotAlreadyExists", "httpStatusCode": 400}, "exception": true},
          "String": {"type": "string"}}}
        """

    private static let endpoints = """
        {"partitions": [{"dnsSuffix": "amazonaws.com", "defaults": {"hostname": "{service}.{region}.{dnsSuffix}"},
          "regions": {"eu-central-1": {}},
          "services": {
           "rds": {"endpoints": {"eu-central-1": {}}},
           "iam": {"isRegionalized": false, "partitionEndpoint": "aws-global", "endpoints": {"aws-global":
            {"hostname": "iam.amazonaws.com", "credentialScope": {"region": "us-east-1"}}}},
           "logs": {"endpoints": {"eu-central-1": {"hostname": "logs-special.{region}.{dnsSuffix}"}}}}}]}
        """

    /// Runs `body` with a directory that is removed at the end.
    static func with(_ body: (TestModels) async throws -> Void) async throws {
        var template = Array("/tmp/stepd-tasks-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure(what: "mkdtemp", code: errno) }
        let directory = String(decoding: template.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let models = TestModels(directory: directory)
        defer { models.remove() }
        for folder in ["rds", "rds/2014-10-31", "home"] { mkdir("\(directory)/\(folder)", 0o755) }
        try models.write(model, to: "rds/2014-10-31/service-2.json")
        try models.write(endpoints, to: "endpoints.json")
        try await body(models)
    }

    /// The places of credentials that every tool looks in.
    func credentials(_ configuration: AWSConfiguration, _ transport: CurlMulti) -> any CredentialsProvider {
        CredentialsChain.standard(
            CredentialsSurroundings(
                configuration: configuration,
                catalog: ServiceCatalog(directories: [directory]),
                transport: transport,
                epochSeconds: { 1_440_938_160 }
            )
        )
    }

    /// A client of the server at `url`, at a fixed time and with short waits between attempts.
    func client(
        of url: String,
        _ transport: CurlMulti,
        environment: [String: String] = ["AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret"],
        retry: RetryPolicy = RetryPolicy(baseSeconds: 0.01)
    ) -> AWSClient {
        let merged = environment.merging(["AWS_ENDPOINT_URL": url]) { own, _ in own }
        let configuration = AWSConfiguration(environment: merged, defaultRegion: "eu-central-1")
        return AWSClient(
            catalog: ServiceCatalog(directories: [directory]),
            configuration: configuration,
            credentials: credentials(configuration, transport),
            transport: transport,
            retryPolicy: retry,
            epochSeconds: { 1_440_938_160 }
        )
    }

    /// Writes a file below the directory.
    func write(_ text: String, to name: String) throws {
        guard let file = fopen("\(directory)/\(name)", "w") else { throw Failure(what: "fopen", code: errno) }
        fputs(text, file)
        fclose(file)
    }

    /// Adds the model of another service.
    func addModel(_ text: String, service: String, version: String) throws {
        for folder in [service, "\(service)/\(version)"] { mkdir("\(directory)/\(folder)", 0o755) }
        try write(text, to: "\(service)/\(version)/service-2.json")
    }

    struct Failure: Error {
        var what: String
        var code: Int32
    }

    private func remove() { Self.remove(directory) }

    private static func remove(_ path: String) {
        if let folder = opendir(path) {
            defer { closedir(folder) }
            while let entry = readdir(folder) {
                let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                }
                if name != ".", name != ".." { remove("\(path)/\(name)") }
            }
            rmdir(path)
        } else {
            unlink(path)
        }
    }
}
