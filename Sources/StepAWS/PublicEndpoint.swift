package import StepJSON

/// AWS's own endpoint of a service.
///
/// By the service's endpoint rules, as the SDKs find it. Models that bring no rules have `endpoints.json`, which the SDKs
/// used before, and where that says nothing, the name that most services have.
package struct PublicEndpoint: Sendable {
    package let service: ServiceMetadata
    package let region: String
    /// `fips`, `dualstack`.
    package let variants: Set<String>
    /// What a call's operation and parameters add for the rules.
    package let context: [String: JSONValue]

    /// Why there is no endpoint, in words.
    package struct Failure: Error, Sendable, Equatable {
        package var message: String

        package init(message: String) { self.message = message }
    }

    /// A region such as `fips-us-east-1`, which once stood for the variant, is taken for what it means.
    package init(
        of service: ServiceMetadata,
        region: String,
        variants: Set<String> = [],
        context: [String: JSONValue] = [:]
    ) {
        let isFIPS = region.hasPrefix("fips-") || region.hasSuffix("-fips")
        self.service = service
        self.context = context
        self.region = isFIPS ? String(region.hasPrefix("fips-") ? region.dropFirst(5) : region.dropLast(5)) : region
        self.variants = isFIPS ? variants.union(["fips"]) : variants
    }

    /// Looks it up.
    package func resolved(by catalog: ServiceCatalog) throws(Failure) -> ServiceEndpoint {
        if let partitions = Self.json("partitions.json", catalog),
            let rules = try? catalog.endpointRules(of: service.serviceName)
        {
            return try endpoint(by: rules, Partitions(partitions))
        }
        let file = Self.json("endpoints.json", catalog)
        guard let endpoint = file.flatMap(listed(in:)) ?? (variants.isEmpty ? regional : nil) else {
            throw Failure(message: "\(service.serviceID) has no endpoint in \(region)")
        }
        return endpoint
    }

    private static func json(_ name: String, _ catalog: ServiceCatalog) -> JSONValue? {
        catalog.dataFile(name).flatMap { try? JSONParser.parse(bytes: $0) }
    }

    private func endpoint(by rules: EndpointRules, _ partitions: Partitions) throws(Failure) -> ServiceEndpoint {
        let parameters: [String: JSONValue] = [
            "Region": .string(region), "UseFIPS": .bool(variants.contains("fips")),
            "UseDualStack": .bool(variants.contains("dualstack")),
        ]
        switch rules.outcome(context.merging(parameters) { $1 }, partitions) {
        case .endpoint(let url, let signingRegion):
            guard let endpoint = ServiceEndpoint(url: url, signingRegion: signingRegion ?? region) else {
                throw Failure(message: "\(service.serviceID): the endpoint \(url) is no URL")
            }
            return endpoint
        case .refused(let reason):
            throw Failure(message: "\(service.serviceID) has no endpoint in \(region): \(reason)")
        }
    }

    /// `<prefix>.<region>.amazonaws.com`, which most services follow.
    private var regional: ServiceEndpoint? {
        let suffix = region.hasPrefix("cn-") ? "amazonaws.com.cn" : "amazonaws.com"
        return ServiceEndpoint(url: "https://\(service.endpointPrefix).\(region).\(suffix)", signingRegion: region)
    }

    /// The endpoint in the file: by the partition that has the region, with the partition's defaults below the
    /// service's, and those below the endpoint's own. A service that is not regional has one endpoint a partition.
    private func listed(in file: JSONValue) -> ServiceEndpoint? {
        let partition = file["partitions"]?.arrayValue?.first { $0["regions"]?[region] != nil }
        let prefix = service.endpointPrefix
        guard let partition, let service = partition["services"]?[prefix] else { return nil }
        let isGlobal = service["isRegionalized"]?.boolValue == false
        let name = isGlobal ? service["partitionEndpoint"]?.stringValue ?? region : region
        let layers = [service["endpoints"]?[name], service["defaults"], partition["defaults"]]
        func value(_ key: String) -> JSONValue? { layers.lazy.compactMap { $0?[key] }.first }
        // A variant of an endpoint: the one with just these tags, of the innermost layer that has one.
        let variant = layers.lazy.compactMap { layer in
            layer?["variants"]?.arrayValue?.first {
                Set($0["tags"]?.arrayValue?.compactMap(\.stringValue) ?? []) == variants
            }
        }
        let hostname = variants.isEmpty ? value("hostname") : variant.compactMap { $0["hostname"] }.first
        let ownSuffix = variants.isEmpty ? nil : variant.compactMap { $0["dnsSuffix"] }.first
        guard let template = hostname?.stringValue, let suffix = (ownSuffix ?? partition["dnsSuffix"])?.stringValue
        else { return nil }
        let host = [("{service}", prefix), ("{region}", name), ("{dnsSuffix}", suffix)].reduce(template) {
            $0.split(separator: $1.0, omittingEmptySubsequences: false).joined(separator: $1.1)
        }
        let signingRegion = value("credentialScope")?["region"]?.stringValue ?? region
        return ServiceEndpoint(url: "https://\(host)", signingRegion: signingRegion)
    }
}
