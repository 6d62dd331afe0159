import Glibc
import NIOHTTP1
import StepAWS
import StepJSON
import StepTasks
import Synchronization
import Testing

/// The places in which credentials are, each with a real server, file or program behind it.
@Suite struct CredentialsTests {
    private static let now = 1_790_000_000.0

    private static let sts = """
        {"metadata": {"apiVersion": "2011-06-15", "endpointPrefix": "sts", "protocol": "query", "serviceId": "STS"},
         "operations": {
          "AssumeRole": {"name": "AssumeRole", "http": {"method": "POST", "requestUri": "/"},
           "input": {"shape": "In"}, "output": {"shape": "Out", "resultWrapper": "AssumeRoleResult"}},
          "AssumeRoleWithWebIdentity": {"name": "AssumeRoleWithWebIdentity", "authtype": "none",
           "http": {"method": "POST", "requestUri": "/"}, "input": {"shape": "In"},
           "output": {"shape": "Out", "resultWrapper": "AssumeRoleWithWebIdentityResult"}}},
         "shapes": {
          "In": {"type": "structure", "members": {"RoleArn": {"shape": "S"}, "RoleSessionName": {"shape": "S"},
           "ExternalId": {"shape": "S"}, "DurationSeconds": {"shape": "I"}, "WebIdentityToken": {"shape": "S"}}},
          "Out": {"type": "structure", "members": {"Credentials": {"shape": "C"}}},
          "C": {"type": "structure", "members": {"AccessKeyId": {"shape": "S"}, "SecretAccessKey": {"shape": "S"},
           "SessionToken": {"shape": "S"}, "Expiration": {"shape": "T"}}},
          "S": {"type": "string"}, "I": {"type": "integer"}, "T": {"type": "timestamp"}}}
        """
    private static let sso = """
        {"metadata": {"apiVersion": "2019-06-10", "endpointPrefix": "portal.sso", "protocol": "rest-json",
          "serviceId": "SSO"},
         "operations": {"GetRoleCredentials": {"name": "GetRoleCredentials", "authtype": "none",
          "http": {"method": "GET", "requestUri": "/federation/credentials"},
          "input": {"shape": "In"}, "output": {"shape": "Out"}}},
         "shapes": {
          "In": {"type": "structure", "members": {
           "roleName": {"shape": "S", "location": "querystring", "locationName": "role_name"},
           "accountId": {"shape": "S", "location": "querystring", "locationName": "account_id"},
           "accessToken": {"shape": "S", "location": "header", "locationName": "x-amz-sso_bearer_token"}}},
          "Out": {"type": "structure", "members": {"roleCredentials": {"shape": "C"}}},
          "C": {"type": "structure", "members": {"accessKeyId": {"shape": "S"}, "secretAccessKey": {"shape": "S"},
           "sessionToken": {"shape": "S"}, "expiration": {"shape": "L"}}},
          "S": {"type": "string"}, "L": {"type": "long"}}}
        """

    private static func stsAnswer(_ action: String, id: String, expires: String = "2026-09-22T00:00:00Z") -> String {
        """
        <R><\(action)Result><Credentials><AccessKeyId>\(id)</AccessKeyId><SecretAccessKey>s</SecretAccessKey>
        <SessionToken>t</SessionToken><Expiration>\(expires)</Expiration></Credentials></\(action)Result></R>
        """
    }

    /// What the standard chain finds, with a server that answers as `answer` says, and what that was asked.
    private func find(
        config: String = "",
        environment: [String: String] = [:],
        prepare: (TestModels, HTTPTestServer) throws -> [String: String] = { _, _ in [:] },
        answer: @escaping @Sendable (HTTPTestServer.Request, Int) -> HTTPTestServer.Answer,
        times: Int = 1
    ) async throws -> (finding: CredentialsFinding, requests: [HTTPTestServer.Request]) {
        var last = CredentialsFinding.absent
        var requests: [HTTPTestServer.Request] = []
        try await TestModels.with { models in
            try models.addModel(Self.sts, service: "sts", version: "2011-06-15")
            try models.addModel(Self.sso, service: "sso", version: "2019-06-10")
            try models.write(config, to: "home/config")
            try await HTTPTestServer.with(answer: answer) { server in
                let transport = try CurlMulti()
                defer { transport.shutdown() }
                var all = [
                    "AWS_CONFIG_FILE": "\(models.directory)/home/config", "HOME": "\(models.directory)/home",
                    "AWS_REGION": "eu-central-1", "AWS_ENDPOINT_URL": server.url,
                    "AWS_EC2_METADATA_SERVICE_ENDPOINT": server.url,
                ]
                all.merge(try prepare(models, server)) { $1 }
                all.merge(environment) { $1 }
                let provider = CredentialsChain.standard(
                    CredentialsSurroundings(
                        configuration: AWSConfiguration(environment: all),
                        catalog: ServiceCatalog(directories: [models.directory]),
                        transport: transport,
                        epochSeconds: { Self.now }
                    )
                )
                for _ in 0..<times {
                    last = await withCheckedContinuation { continuation in
                        provider.find { continuation.resume(returning: $0) }
                    }
                }
                requests = server.requests
            }
        }
        return (last, requests)
    }

    private func key(_ finding: CredentialsFinding) -> String {
        switch finding {
        case .found(let credentials): credentials.accessKeyID
        case .absent: "absent"
        case .broken(let reason): reason
        }
    }

    @Test func roleOfAProfileIsAssumedWithTheKeysOfAnother() async throws {
        let config = """
            [default]
            role_arn = arn:aws:iam::123456789012:role/backup
            source_profile = base
            external_id = ours
            role_session_name = nightly
            [profile base]
            aws_access_key_id = BASE
            aws_secret_access_key = secret
            """
        let (finding, requests) = try await find(
            config: config,
            answer: { _, _ in .init(200, Self.stsAnswer("AssumeRole", id: "ASSUMED")) },
            times: 3
        )
        #expect(key(finding) == "ASSUMED")
        // Held until shortly before it ends.
        #expect(requests.count == 1)
        let body = requests.first?.body ?? ""
        #expect(body.contains("RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fbackup"))
        #expect(body.contains("RoleSessionName=nightly"))
        #expect(body.contains("ExternalId=ours"))
        #expect(requests.first?.headers["Authorization"].first?.contains("Credential=BASE/") == true)
    }

    /// The clock shows 2026-09-21T14:13:20Z.
    @Test func whatEndsSoonIsAskedForAnewAndUsedWhileItLasts() async throws {
        let (finding, requests) = try await find(
            prepare: { _, server in ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "\(server.url)/creds"] },
            answer: { _, count in
                let document =
                    #"{"AccessKeyId": "C\#(count)", "SecretAccessKey": "s", "Expiration": "2026-09-21T14:16:00Z"}"#
                return count < 2 ? .init(200, document) : .init(500)
            },
            times: 3
        )
        #expect(requests.count == 3)
        #expect(key(finding) == "C1")
    }

    @Test(arguments: [
        (
            "[default]\nrole_arn = r\nsource_profile = a\n[profile a]\nrole_arn = q\nsource_profile = default\n",
            "leads back"
        ),
        ("[default]\nrole_arn = r\nsource_profile = none\n", "profile `none` has no credentials"),
        ("[default]\nrole_arn = r\nmfa_serial = m\nsource_profile = a\n", "nobody can type into a daemon"),
        ("[default]\nrole_arn = r\n", "neither source_profile nor credential_source"),
        ("[default]\nrole_arn = r\ncredential_source = Moon\n", "credential_source cannot be `Moon`"),
        ("[default]\nsso_account_id = 1\nsso_role_name = r\n", "needs sso_session"),
        (
            "[default]\nsso_account_id = 1\nsso_role_name = r\nsso_start_url = u\nsso_region = r\n",
            "nobody is signed in"
        ),
        ("[default]\ncredential_process = exit 3\n", "ended with status 3"),
        ("[default]\ncredential_process = echo '{}'\n", "no JSON document of version 1"),
    ]) func whatCannotBeUsedIsSaid(_ config: String, _ reason: String) async throws {
        let (finding, _) = try await find(config: config, answer: { _, _ in .init(404) })
        #expect(key(finding).contains(reason), "\(key(finding))")
    }

    @Test func programOfAProfileIsAsked() async throws {
        let document =
            #"{"Version": 1, "AccessKeyId": "P", "SecretAccessKey": "s", "Expiration": "2027-01-01T00:00:00Z"}"#
        let (finding, _) = try await find(
            config: "[default]\ncredential_process = printf '%s' '\(document)'\n",
            answer: { _, _ in .init(404) }
        )
        #expect(key(finding) == "P")
    }

    @Test func webIdentityIsShownWithoutASignature() async throws {
        let (finding, requests) = try await find(
            environment: ["AWS_ROLE_ARN": "arn:r"],
            prepare: { models, _ in
                try models.write("the-token\n", to: "home/credentials")
                return [
                    "AWS_WEB_IDENTITY_TOKEN_FILE": "\(models.directory)/home/credentials",
                    "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
                ]
            },
            answer: { _, _ in .init(200, Self.stsAnswer("AssumeRoleWithWebIdentity", id: "WEB")) }
        )
        #expect(key(finding) == "WEB")
        #expect(requests.first?.body.contains("WebIdentityToken=the-token") == true)
        #expect(requests.first?.headers["Authorization"].isEmpty == true)
    }

    @Test func containersEndpointIsAskedWithItsToken() async throws {
        let document =
            #"{"AccessKeyId": "C", "SecretAccessKey": "s", "Token": "t", "Expiration": "2027-01-01T00:00:00Z"}"#
        let (finding, requests) = try await find(
            environment: ["AWS_CONTAINER_AUTHORIZATION_TOKEN": "let me in"],
            prepare: { _, server in ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "\(server.url)/creds"] },
            answer: { _, _ in .init(200, document) }
        )
        #expect(key(finding) == "C")
        #expect(requests.first?.headers["Authorization"] == ["let me in"])
        let (refused, _) = try await find(
            environment: ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://example.org/"],
            answer: { _, _ in .init(200, document) }
        )
        #expect(key(refused).contains("must be https"))
    }

    @Test func instancesMetadataIsAskedWithAToken() async throws {
        let (finding, requests) = try await find(answer: { request, _ in
            switch (request.method, request.target) {
            case ("PUT", "/latest/api/token"): return .init(200, "tok")
            case ("GET", "/latest/meta-data/iam/security-credentials/"): return .init(200, "my-role")
            case ("GET", "/latest/meta-data/iam/security-credentials/my-role"):
                return .init(200, #"{"AccessKeyId": "I", "SecretAccessKey": "s", "Token": "t"}"#)
            default: return .init(404)
            }
        })
        #expect(key(finding) == "I")
        #expect(requests.dropFirst().allSatisfy { $0.headers["x-aws-ec2-metadata-token"] == ["tok"] })
        let (absent, asked) = try await find(
            environment: ["AWS_EC2_METADATA_DISABLED": "true"],
            answer: { _, _ in .init(200, "x") }
        )
        #expect(key(absent) == "absent")
        #expect(asked.isEmpty)
    }

    @Test func signInGivesTheCredentialsOfItsRole() async throws {
        let config = """
            [default]
            sso_session = corp
            sso_account_id = 123456789012
            sso_role_name = Backup
            [sso-session corp]
            sso_region = eu-west-1
            sso_start_url = https://corp.example.org
            """
        let (finding, requests) = try await find(
            config: config,
            prepare: { models, _ in
                for folder in ["home/.aws", "home/.aws/sso", "home/.aws/sso/cache"] {
                    mkdir("\(models.directory)/\(folder)", 0o700)
                }
                // The SHA-1 of `corp`.
                let file = "home/.aws/sso/cache/\(Self.sha1OfCorp).json"
                try models.write(#"{"accessToken": "signed-in", "expiresAt": "2027-01-01T00:00:00Z"}"#, to: file)
                return [:]
            },
            answer: { _, _ in
                .init(
                    200,
                    #"{"roleCredentials": {"accessKeyId": "S", "secretAccessKey": "s", "sessionToken": "t", "expiration": 1800000000000}}"#
                )
            }
        )
        #expect(key(finding) == "S")
        guard case .found(let credentials) = finding else { return }
        #expect(credentials.expirySeconds == 1_800_000_000)
        #expect(requests.first?.target == "/federation/credentials?role_name=Backup&account_id=123456789012")
        #expect(requests.first?.headers["x-amz-sso_bearer_token"] == ["signed-in"])
    }

    private static let sha1OfCorp: String = {
        let bytes = HashFunctions.hash("SHA-1", Array("corp".utf8)) ?? []
        return bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }()
}
