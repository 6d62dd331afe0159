import StepAWS
import StepJSON
import StepTasks
import Testing

@Suite struct EndpointResolverTests {
    private func endpoint(
        _ prefix: String,
        _ environment: [String: String],
        in directory: String? = nil
    ) throws -> ServiceEndpoint {
        let catalog = ServiceCatalog(directories: directory.map { [$0] } ?? [])
        let configuration = AWSConfiguration(environment: environment)
        return try EndpointResolver(configuration: configuration, catalog: catalog)
            .endpoint(of: ServiceMetadata(["endpointPrefix": .string(prefix), "serviceId": .string(prefix)]))
    }

    @Test func takesAWSsOwnEndpointFromTheFile() async throws {
        try await TestModels.with { models in
            let region = ["AWS_REGION": "eu-central-1"]
            let rds = try endpoint("rds", region, in: models.directory)
            #expect(rds.url(HTTPRequest(method: "POST")) == "https://rds.eu-central-1.amazonaws.com/")
            #expect(rds.signingRegion == "eu-central-1")
            let iam = try endpoint("iam", region, in: models.directory)
            #expect(iam.authority == "iam.amazonaws.com")
            #expect(iam.signingRegion == "us-east-1")
            #expect(
                try endpoint("logs", region, in: models.directory).authority
                    == "logs-special.eu-central-1.amazonaws.com"
            )
        }
    }

    @Test func followsTheRuleWhereTheFileSaysNothing() throws {
        #expect(try endpoint("rds", ["AWS_REGION": "us-west-2"]).authority == "rds.us-west-2.amazonaws.com")
        #expect(try endpoint("rds", ["AWS_REGION": "cn-north-1"]).authority == "rds.cn-north-1.amazonaws.com.cn")
    }

    @Test func prefersTheConfiguredEndpoint() throws {
        let environment = ["AWS_REGION": "us-west-2", "AWS_ENDPOINT_URL_RDS": "HTTP://localhost:4566/base/"]
        let endpoint = try endpoint("rds", environment)
        let request = HTTPRequest(method: "GET", hostPrefix: "data.", path: "/x", query: "y=1")
        #expect(endpoint.url(request) == "http://localhost:4566/base/x?y=1")
        #expect(endpoint.signingRegion == "us-west-2")
    }

    @Test func putsAPrefixOnlyBeforeANameThatCanHaveOne() throws {
        let request = HTTPRequest(method: "GET", hostPrefix: "data.")
        func url(_ base: String) -> String? { ServiceEndpoint(url: base, signingRegion: "r")?.url(request) }
        #expect(url("https://example.com") == "https://data.example.com/")
        #expect(url("https://example.com:443") == "https://data.example.com/")
        #expect(url("http://127.0.0.1:5000") == "http://127.0.0.1:5000/")
        #expect(url("http://[::1]:5000") == "http://[::1]:5000/")
    }

    @Test(arguments: ["example.com", "ftp://example.com", "http://", "http://user@host", "http://a b"])
    func refusesWhatIsNoURL(url: String) {
        #expect(ServiceEndpoint(url: url, signingRegion: "r") == nil)
        #expect(throws: EndpointResolver.Failure.self) {
            try endpoint("rds", ["AWS_REGION": "r", "AWS_ENDPOINT_URL": url])
        }
    }

    @Test func wantsARegion() {
        #expect(throws: EndpointResolver.Failure.self) { try endpoint("rds", [:]) }
        #expect(throws: EndpointResolver.Failure.self) { try endpoint("rds", ["AWS_REGION": "evil.example/"]) }
    }
}
