package import StepAWS
package import StepJSON
import Synchronization

/// Finds a service's endpoint: the configured one, or AWS's own.
package final class EndpointResolver: Sendable {
    private let configuration: AWSConfiguration
    private let catalog: ServiceCatalog
    /// AWS's own, by what it depends on. The files that say it, up to a megabyte of JSON each, are not kept.
    private let known = Mutex<[Key: ServiceEndpoint]>([:])

    private struct Key: Hashable {
        var serviceID: String
        var region: String
        /// `dualstack`, `fips`.
        var variants: Set<String>
        var context: [String: JSONValue]
    }

    private static let knownMax = 1024

    package init(configuration: AWSConfiguration, catalog: ServiceCatalog) {
        self.configuration = configuration
        self.catalog = catalog
    }

    package typealias Failure = PublicEndpoint.Failure

    /// The endpoint of a service in `region`, or in the configured one; `context` is what the operation and its parameters
    /// add for the service's endpoint rules.
    package func endpoint(
        of service: ServiceMetadata,
        region own: String? = nil,
        context: [String: JSONValue] = [:]
    ) throws(Failure) -> ServiceEndpoint {
        let region = try self.region(own)
        if let url = configuration.endpointURL(serviceID: service.serviceID) {
            guard var endpoint = ServiceEndpoint(url: url, signingRegion: region) else {
                throw Failure(message: "the configured endpoint of \(service.serviceID) is not an http or https URL")
            }
            endpoint.isConfigured = true
            return endpoint
        }
        let variants = configuration.endpointTags
        let key = Key(serviceID: service.serviceID, region: region, variants: variants, context: context)
        if let endpoint = known.withLock({ $0[key] }) { return endpoint }
        let endpoint = try PublicEndpoint(of: service, region: region, variants: variants, context: context)
            .resolved(by: catalog)
        known.withLock { known in
            if known.count >= Self.knownMax { known.removeAll() }
            known[key] = endpoint
        }
        return endpoint
    }

    /// `own`, or the configured region.
    func region(_ own: String?) throws(Failure) -> String {
        guard let region = own ?? configuration.region else {
            throw Failure(message: "no region is configured: set AWS_REGION, or `region` in the profile")
        }
        guard Self.isRegionName(region) else { throw Failure(message: "`\(region.prefix(64))` is not a region") }
        return region
    }

    private static func isRegionName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 63
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
    }
}
