package import StepJSON

/// The rules by which a service's endpoint is found.
///
/// A rule has conditions, and leads to more rules, to an endpoint, or to a refusal; the first whose conditions hold
/// decides. Source: botocore's `endpoint-rule-set-1.json` files, which are Smithy's endpoint rule sets.
package struct EndpointRules: Sendable {
    /// What the rules came to.
    package enum Outcome: Sendable, Equatable {
        /// The region is that of the signature, where it is another than the one that was asked for.
        case endpoint(url: String, signingRegion: String?)
        /// In AWS's words.
        case refused(String)
    }

    private let parameters: JSONObject
    private let rules: [JSONValue]

    /// Reads a rule set.
    package init(_ file: JSONValue) throws(ModelError) {
        guard let parameters = file["parameters"]?.objectValue, let rules = file["rules"]?.arrayValue else {
            throw ModelError(.malformed, "an endpoint rule set has no parameters or no rules")
        }
        (self.parameters, self.rules) = (parameters, rules)
    }

    /// Goes through the rules with parameters by their names: `Region`, `UseFIPS`, `UseDualStack`, …. Those that are not
    /// given have their defaults.
    package func outcome(_ given: [String: JSONValue], _ partitions: Partitions) -> Outcome {
        var scope = EndpointScope(partitions: partitions)
        for (name, parameter) in parameters { scope.values[name] = given[name] ?? parameter["default"] }
        return Self.outcome(rules, scope) ?? .refused("no endpoint rule fits")
    }

    private static func outcome(_ rules: [JSONValue], _ scope: EndpointScope) -> Outcome? {
        for rule in rules {
            var scope = scope
            guard holds(rule["conditions"]?.arrayValue ?? [], &scope) else { continue }
            switch rule["type"]?.stringValue {
            case "tree":
                if let found = outcome(rule["rules"]?.arrayValue ?? [], scope) { return found }
            case "endpoint":
                return endpoint(rule["endpoint"] ?? .null, scope)
            default:
                return .refused(rule["error"].flatMap(scope.value)?.stringValue ?? "there is no endpoint")
            }
        }
        return nil
    }

    /// Whether all conditions hold; what they assign is in `scope` afterwards.
    private static func holds(_ conditions: [JSONValue], _ scope: inout EndpointScope) -> Bool {
        for condition in conditions {
            guard let value = scope.value(condition), value != .bool(false) else { return false }
            if let name = condition["assign"]?.stringValue { scope.values[name] = value }
        }
        return true
    }

    private static func endpoint(_ endpoint: JSONValue, _ scope: EndpointScope) -> Outcome {
        guard let url = endpoint["url"].flatMap(scope.value)?.stringValue else {
            return .refused("an endpoint rule has no URL")
        }
        let schemes = endpoint["properties"]?["authSchemes"]?.arrayValue ?? []
        guard schemes.isEmpty || schemes.contains(where: { $0["name"] != "sigv4a" }) else {
            return .refused("requests are signed by Signature Version 4A, which is not supported")
        }
        let scheme = schemes.first { $0["name"] == "sigv4" } ?? schemes.first
        return .endpoint(url: url, signingRegion: scheme?["signingRegion"].flatMap(scope.value)?.stringValue)
    }
}
