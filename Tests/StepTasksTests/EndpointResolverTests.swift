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

    @Test func followsTheServicesOwnRulesBeforeTheFile() async throws {
        try await TestModels.with { models in
            try models.write(Self.rules, to: "rds/2014-10-31/endpoint-rule-set-1.json")
            try models.write(#"{"partitions": [{"id": "aws", "outputs": {}, "regions": {}}]}"#, to: "partitions.json")
            func authority(_ environment: [String: String]) throws -> String {
                try endpoint("rds", environment, in: models.directory).authority
            }
            #expect(try authority(["AWS_REGION": "eu-central-1"]) == "rds.eu-central-1.api.aws")
            let environment = ["AWS_REGION": "eu-central-1", "AWS_USE_FIPS_ENDPOINT": "true"]
            #expect(try authority(environment) == "rds-fips.eu-central-1.api.aws")
            #expect(try authority(["AWS_REGION": "fips-us-west-2"]) == "rds-fips.us-west-2.api.aws")
            #expect(try authority(["AWS_REGION": "us-west-2-fips"]) == "rds-fips.us-west-2.api.aws")
            let dual = ["AWS_REGION": "eu-central-1", "AWS_USE_DUALSTACK_ENDPOINT": "true"]
            #expect(throws: EndpointResolver.Failure(message: "rds has no endpoint in eu-central-1: no dual-stack")) {
                try authority(dual)
            }
        }
    }

    private static let rules = """
        {"parameters": {"Region": {}, "UseFIPS": {"default": false}, "UseDualStack": {"default": false}}, "rules": [
          {"type": "error", "error": "no dual-stack",
           "conditions": [{"fn": "booleanEquals", "argv": [{"ref": "UseDualStack"}, true]}]},
          {"type": "endpoint", "endpoint": {"url": "https://rds-fips.{Region}.api.aws"},
           "conditions": [{"fn": "booleanEquals", "argv": [{"ref": "UseFIPS"}, true]}]},
          {"type": "endpoint", "conditions": [], "endpoint": {"url": "https://rds.{Region}.api.aws"}}]}
        """

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
