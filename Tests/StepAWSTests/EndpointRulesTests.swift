import StepAWS
import StepJSON
import Testing

/// The interpreter of endpoint rules, function by function; `Tests/BotocoreComparison/endpoints.py` compares what comes of
/// the rules of all services with botocore.
@Suite struct EndpointRulesTests {
    private static let partitions = Partitions([
        "partitions": [
            [
                "id": "aws", "regionRegex": "^(us|eu)\\-\\w+\\-\\d+$",
                "outputs": ["name": "aws", "dnsSuffix": "amazonaws.com", "supportsFIPS": true],
                "regions": ["us-east-1": ["description": "x"], "us-odd-1": ["dnsSuffix": "odd.example"]],
            ],
            [
                "id": "aws-cn", "regionRegex": "^cn\\-\\w+\\-\\d+$",
                "outputs": ["dnsSuffix": "amazonaws.com.cn"], "regions": [:],
            ],
        ]
    ])

    private static func outcome(_ rules: JSONValue, _ given: [String: JSONValue] = [:]) throws -> EndpointRules.Outcome
    {
        let parameters: JSONValue = [
            "Region": ["type": "string"], "UseFIPS": ["type": "boolean", "default": false], "Other": ["type": "string"],
        ]
        return try EndpointRules(["parameters": parameters, "rules": rules]).outcome(given, partitions)
    }

    private static func endpoint(_ url: JSONValue, if conditions: JSONValue = []) -> JSONValue {
        ["type": "endpoint", "conditions": conditions, "endpoint": ["url": url]]
    }

    /// Whether a condition holds, with the parameter `Region` at hand.
    private static func holds(_ condition: JSONValue, region: String = "us-east-1") throws -> Bool {
        let rules: JSONValue = [endpoint("https://yes", if: [condition]), endpoint("https://no")]
        return try outcome(rules, ["Region": .string(region)]) == .endpoint(url: "https://yes", signingRegion: nil)
    }

    @Test(arguments: [
        ("us-east-1", "amazonaws.com"), ("us-new-7", "amazonaws.com"), ("us-odd-1", "odd.example"),
        ("cn-north-1", "amazonaws.com.cn"), ("nowhere", "amazonaws.com"),
    ]) func regionBelongsToAPartition(region: String, suffix: String) throws {
        let condition: JSONValue = ["fn": "aws.partition", "argv": [["ref": "Region"]], "assign": "P"]
        let rules: JSONValue = [Self.endpoint("https://s.{Region}.{P#dnsSuffix}", if: [condition])]
        #expect(
            try Self.outcome(rules, ["Region": .string(region)])
                == .endpoint(url: "https://s.\(region).\(suffix)", signingRegion: nil)
        )
    }

    @Test func firstRuleThatFitsDecides() throws {
        let isFIPS: JSONValue = ["fn": "booleanEquals", "argv": [["ref": "UseFIPS"], true]]
        let rules: JSONValue = [
            [
                "type": "tree", "conditions": [isFIPS],
                "rules": [
                    Self.endpoint("https://other", if: [["fn": "isSet", "argv": [["ref": "Other"]]]]),
                    ["type": "error", "conditions": [], "error": "no FIPS in {Region}"],
                ],
            ], Self.endpoint("https://plain"),
        ]
        #expect(try Self.outcome(rules) == .endpoint(url: "https://plain", signingRegion: nil))
        #expect(try Self.outcome(rules, ["UseFIPS": true, "Region": "r"]) == .refused("no FIPS in r"))
        #expect(
            try Self.outcome(rules, ["UseFIPS": true, "Other": "x"])
                == .endpoint(url: "https://other", signingRegion: nil)
        )
    }

    @Test func signatureHasTheRegionThatTheEndpointSays() throws {
        func rules(_ schemes: JSONValue) -> JSONValue {
            [
                [
                    "type": "endpoint", "conditions": [],
                    "endpoint": ["url": "https://x", "properties": ["authSchemes": schemes]],
                ]
            ]
        }
        let both: JSONValue = [["name": "sigv4a"], ["name": "sigv4", "signingRegion": "{Region}-1"]]
        #expect(try Self.outcome(rules(both), ["Region": "r"]) == .endpoint(url: "https://x", signingRegion: "r-1"))
        guard case .refused = try Self.outcome(rules([["name": "sigv4a"]])) else {
            Issue.record("what is signed otherwise was not refused")
            return
        }
    }

    @Test func functionsAreThoseOfTheRules() throws {
        let region: JSONValue = ["ref": "Region"]
        #expect(try Self.holds(["fn": "stringEquals", "argv": [region, "us-east-1"]]))
        #expect(try !Self.holds(["fn": "stringEquals", "argv": [["ref": "Other"], ["ref": "Other"]]]))
        #expect(try Self.holds(["fn": "not", "argv": [["fn": "isSet", "argv": [["ref": "Other"]]]]]))
        #expect(try Self.holds(["fn": "isValidHostLabel", "argv": [region, false]]))
        #expect(try !Self.holds(["fn": "isValidHostLabel", "argv": [region, false]], region: "a.b"))
        #expect(try Self.holds(["fn": "isValidHostLabel", "argv": [region, true]], region: "a.b"))
        #expect(try !Self.holds(["fn": "unknown", "argv": []]))
    }

    @Test(arguments: [
        (0, 4, false, "arn:"), (0, 2, true, "xy"), (1, 3, true, "wx"), (0, 99, false, nil), (3, 3, false, nil),
    ]) func substringsAreCountedFromEitherEnd(start: Int64, stop: Int64, reverse: Bool, expected: String?) throws {
        let call: JSONValue = [
            "fn": "substring",
            "argv": [["ref": "Region"], .number(JSONNumber(start)), .number(JSONNumber(stop)), .bool(reverse)],
            "assign": "S",
        ]
        let rules: JSONValue = [Self.endpoint("https://{S}", if: [call]), Self.endpoint("https://none")]
        #expect(
            try Self.outcome(rules, ["Region": "arn:wxy"])
                == .endpoint(url: "https://\(expected ?? "none")", signingRegion: nil)
        )
    }

    @Test func partsOfARNsAndURLsAreAtHand() throws {
        let arn: JSONValue = ["fn": "aws.parseArn", "argv": [["ref": "Region"]], "assign": "A"]
        let name: JSONValue = ["fn": "getAttr", "argv": [["ref": "A"], "resourceId[1]"], "assign": "N"]
        let rules: JSONValue = [
            Self.endpoint("https://{A#accountId}.{N}", if: [arn, name]), Self.endpoint("https://none"),
        ]
        func found(_ text: String) throws -> EndpointRules.Outcome {
            try Self.outcome(rules, ["Region": .string(text)])
        }
        #expect(
            try found("arn:aws:kinesis:r:123456789012:stream/orders")
                == .endpoint(url: "https://123456789012.orders", signingRegion: nil)
        )
        #expect(try found("arn:aws:kinesis:r:1:stream") == .endpoint(url: "https://none", signingRegion: nil))
        #expect(try found("stream/orders") == .endpoint(url: "https://none", signingRegion: nil))
    }

    @Test func whatIsNoRuleSetIsSaid() {
        #expect(throws: ModelError.self) { try EndpointRules(["rules": []]) }
        #expect(throws: Never.self) { try EndpointRules(["parameters": [:], "rules": []]) }
    }
}
