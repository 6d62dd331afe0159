package import StepAWS
import StepJSON
import Synchronization

/// Finds a service's endpoint: the configured one, or AWS's by botocore's `endpoints.json`.
package final class EndpointResolver: Sendable {
    private let configuration: AWSConfiguration
    private let catalog: ServiceCatalog
    /// What the file says, by service and region. The file itself, 1.2 MB of JSON, is not kept.
    private let known = Mutex<[Key: ServiceEndpoint]>([:])

    private struct Key: Hashable {
        var prefix: String
        var region: String
        /// `dualstack`, `fips`.
        var tags: Set<String>
    }

    private static let knownMax = 1024

    package init(configuration: AWSConfiguration, catalog: ServiceCatalog) {
        self.configuration = configuration
        self.catalog = catalog
    }

    /// Why there is no endpoint, in words.
    package struct Failure: Error, Sendable, Equatable {
        package var message: String
    }

    /// The endpoint of a service in `region`, or in the configured one.
    package func endpoint(of service: ServiceMetadata, region own: String? = nil) throws(Failure) -> ServiceEndpoint {
        guard let region = own ?? configuration.region else {
            throw Failure(message: "no region is configured: set AWS_REGION, or `region` in the profile")
        }
        guard Self.isRegionName(region) else { throw Failure(message: "`\(region.prefix(64))` is not a region") }
        if let url = configuration.endpointURL(serviceID: service.serviceID) {
            guard var endpoint = ServiceEndpoint(url: url, signingRegion: region) else {
                throw Failure(message: "the configured endpoint of \(service.serviceID) is not an http or https URL")
            }
            endpoint.isConfigured = true
            return endpoint
        }
        let key = Key(prefix: service.endpointPrefix, region: region, tags: configuration.endpointTags)
        if let endpoint = known.withLock({ $0[key] }) { return endpoint }
        guard let endpoint = listed(key) ?? (key.tags.isEmpty ? Self.regional(key) : nil) else {
            throw Failure(message: "\(service.serviceID) has no endpoint in \(region)")
        }
        known.withLock { known in
            if known.count >= Self.knownMax { known.removeAll() }
            known[key] = endpoint
        }
        return endpoint
    }

    private static func isRegionName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 63
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
    }

    /// `<prefix>.<region>.amazonaws.com`, which most services follow.
    private static func regional(_ key: Key) -> ServiceEndpoint? {
        let suffix = key.region.hasPrefix("cn-") ? "amazonaws.com.cn" : "amazonaws.com"
        return ServiceEndpoint(url: "https://\(key.prefix).\(key.region).\(suffix)", signingRegion: key.region)
    }

    /// The endpoint in the file: by the partition that has the region, with the partition's defaults below the
    /// service's, and those below the endpoint's own. A service that is not regional has one endpoint a partition.
    private func listed(_ key: Key) -> ServiceEndpoint? {
        guard let bytes = catalog.dataFile("endpoints.json"), let file = try? JSONParser.parse(bytes: bytes) else {
            return nil
        }
        let partition = file["partitions"]?.arrayValue?.first { $0["regions"]?[key.region] != nil }
        guard let partition, let service = partition["services"]?[key.prefix] else { return nil }
        let isGlobal = service["isRegionalized"]?.boolValue == false
        let name = isGlobal ? service["partitionEndpoint"]?.stringValue ?? key.region : key.region
        let layers = [service["endpoints"]?[name], service["defaults"], partition["defaults"]]
        func value(_ key: String) -> JSONValue? { layers.lazy.compactMap { $0?[key] }.first }
        // A variant of an endpoint: the one with just these tags, of the innermost layer that has one.
        let variant = layers.lazy.compactMap { layer in
            layer?["variants"]?.arrayValue?.first {
                Set($0["tags"]?.arrayValue?.compactMap(\.stringValue) ?? []) == key.tags
            }
        }
        let hostname = key.tags.isEmpty ? value("hostname") : variant.compactMap { $0["hostname"] }.first
        let ownSuffix = key.tags.isEmpty ? nil : variant.compactMap { $0["dnsSuffix"] }.first
        guard let template = hostname?.stringValue, let suffix = (ownSuffix ?? partition["dnsSuffix"])?.stringValue
        else { return nil }
        let host = [("{service}", key.prefix), ("{region}", name), ("{dnsSuffix}", suffix)].reduce(template) {
            $0.split(separator: $1.0, omittingEmptySubsequences: false).joined(separator: $1.1)
        }
        let signingRegion = value("credentialScope")?["region"]?.stringValue ?? key.region
        return ServiceEndpoint(url: "https://\(host)", signingRegion: signingRegion)
    }
}
