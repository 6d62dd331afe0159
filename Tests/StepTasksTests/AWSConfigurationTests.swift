import StepAWS
import StepTasks
import Synchronization
import Testing

@Suite struct AWSConfigurationTests {
    @Test func readsSectionsAndWhatIsBelowAKey() {
        let file = SharedConfigFile(
            parsing: """
                # comment
                [default]
                region = eu-west-1
                ; comment
                [profile  dev ]
                region=us-west-2   \r
                services = local
                credential_process = a = b
                [services local]
                rds =
                  endpoint_url = http://rds:1
                  other = x
                cloudwatch_logs=
                  endpoint_url = http://logs:2
                s3.note = y
                without equals
                """
        )
        #expect(file.configProfile("default")?.values["region"] == "eu-west-1")
        #expect(file.configProfile("dev")?.values["region"] == "us-west-2")
        #expect(file.configProfile("dev")?.values["credential_process"] == "a = b")
        #expect(file.sections["services local"]?.nested["rds"] == ["endpoint_url": "http://rds:1", "other": "x"])
        #expect(file.sections["services local"]?.nested["cloudwatch_logs"]?["endpoint_url"] == "http://logs:2")
        #expect(file.sections["services local"]?.values["s3.note"] == "y")
        #expect(file.configProfile("none") == nil)
    }

    @Test func takesTheRegionFromTheNearestPlace() async throws {
        try await TestModels.with { models in
            try models.write("[default]\nregion = r3\n[profile p]\nregion = r4\n", to: "home/config")
            let home = ["AWS_CONFIG_FILE": "\(models.directory)/home/config"]
            func region(_ more: [String: String]) -> String? {
                AWSConfiguration(environment: home.merging(more) { $1 }, defaultRegion: "r5").region
            }
            #expect(region(["AWS_REGION": "r1", "AWS_DEFAULT_REGION": "r2"]) == "r1")
            #expect(region(["AWS_REGION": "", "AWS_DEFAULT_REGION": "r2"]) == "r2")
            #expect(region([:]) == "r3")
            #expect(region(["AWS_PROFILE": "p"]) == "r4")
            #expect(region(["AWS_PROFILE": "q"]) == "r5")
        }
    }

    @Test func takesTheEndpointFromTheNearestPlace() async throws {
        try await TestModels.with { models in
            let text = """
                [default]
                services = local
                endpoint_url = http://profile
                [services local]
                cloudwatch_logs =
                  endpoint_url = http://section
                """
            try models.write(text, to: "home/config")
            func endpoint(_ id: String, _ more: [String: String] = [:]) -> String? {
                let home = ["AWS_CONFIG_FILE": "\(models.directory)/home/config"]
                return AWSConfiguration(environment: home.merging(more) { $1 }).endpointURL(serviceID: id)
            }
            #expect(endpoint("CloudWatch Logs", ["AWS_ENDPOINT_URL_CLOUDWATCH_LOGS": "http://own"]) == "http://own")
            #expect(endpoint("CloudWatch Logs", ["AWS_ENDPOINT_URL": "http://all"]) == "http://all")
            #expect(endpoint("CloudWatch Logs") == "http://section")
            #expect(endpoint("RDS") == "http://profile")
            #expect(endpoint("RDS", ["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"]) == nil)
        }
    }

    @Test func readsAFileAgainWhenItChanged() async throws {
        try await TestModels.with { models in
            let environment = ["AWS_CONFIG_FILE": "\(models.directory)/home/config"]
            let configuration = AWSConfiguration(environment: environment)
            #expect(configuration.region == nil)
            try models.write("[default]\nregion = one\n", to: "home/config")
            #expect(configuration.region == "one")
            try models.write("[default]\nregion = three\n", to: "home/config")
            #expect(configuration.region == "three")
        }
    }

    private func find(_ environment: [String: String]) -> CredentialsFinding? {
        let found = Mutex<CredentialsFinding?>(nil)
        guard let transport = try? CurlMulti() else { return nil }
        defer { transport.shutdown() }
        // Nobody asks the instance this runs on.
        let all = environment.merging(["AWS_EC2_METADATA_DISABLED": "true"]) { $1 }
        CredentialsChain.standard(
            CredentialsSurroundings(
                configuration: AWSConfiguration(environment: all),
                catalog: ServiceCatalog(directories: []),
                transport: transport,
                epochSeconds: { 0 }
            )
        ).find { finding in
            found.withLock { $0 = finding }
        }
        return found.withLock { $0 }
    }

    private func credentials(_ environment: [String: String]) -> AWSCredentials? {
        guard case .found(let credentials) = find(environment) else { return nil }
        return credentials
    }

    @Test func findsCredentialsInOrder() async throws {
        try await TestModels.with { models in
            try models.write(
                "[default]\naws_access_key_id = A\naws_secret_access_key = B\naws_session_token = C\n[half]\naws_access_key_id=H\n",
                to: "home/credentials"
            )
            try models.write(
                "[profile p]\naws_access_key_id = D\naws_secret_access_key = E\n[default]\naws_access_key_id = X\n",
                to: "home/config"
            )
            let home = [
                "AWS_CONFIG_FILE": "\(models.directory)/home/config",
                "AWS_SHARED_CREDENTIALS_FILE": "\(models.directory)/home/credentials",
            ]
            #expect(credentials(home) == AWSCredentials(accessKeyID: "A", secretAccessKey: "B", sessionToken: "C"))
            let profile = home.merging(["AWS_PROFILE": "p"]) { $1 }
            #expect(credentials(profile) == AWSCredentials(accessKeyID: "D", secretAccessKey: "E"))
            let keys = ["AWS_ACCESS_KEY_ID": "I", "AWS_SECRET_ACCESS_KEY": "J", "AWS_SESSION_TOKEN": "K"]
            let environment = profile.merging(keys) { $1 }
            #expect(
                credentials(environment) == AWSCredentials(accessKeyID: "I", secretAccessKey: "J", sessionToken: "K")
            )
            guard case .broken = find(home.merging(["AWS_PROFILE": "half"]) { $1 }) else {
                Issue.record("half a key pair was taken")
                return
            }
            guard case .broken = find(["AWS_ACCESS_KEY_ID": "I"]) else {
                Issue.record("a key without its secret was taken")
                return
            }
            guard case .absent = find(["HOME": "/nowhere"]) else {
                Issue.record("credentials were found nowhere")
                return
            }
        }
    }
}
