import Glibc
import Synchronization

/// What the environment and the shared files say of how AWS is to be called.
///
/// The files are read again when they changed, so that new keys and endpoints hold without a restart.
package final class AWSConfiguration: Sendable {
    private let environment: [String: String]
    private let defaultRegion: String?
    private let files = Mutex(Files())

    private struct Files {
        var config = WatchedFile()
        var credentials = WatchedFile()
    }

    /// - Parameters:
    ///   - environment: of the process.
    ///   - defaultRegion: the region where neither the environment nor the profile names one.
    package init(environment: [String: String], defaultRegion: String? = nil) {
        self.environment = environment
        self.defaultRegion = defaultRegion
    }

    /// The value of an environment variable, if there is one that is not empty.
    package func variable(_ name: String) -> String? {
        environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// `AWS_PROFILE`, or `default`.
    package var profileName: String { variable("AWS_PROFILE") ?? "default" }

    /// Where the credentials file is looked for; nil without a home directory.
    package var credentialsPath: String? { path("AWS_SHARED_CREDENTIALS_FILE", "credentials") }

    /// Where the config file is looked for; nil without a home directory.
    package var configPath: String? { path("AWS_CONFIG_FILE", "config") }

    package var credentialsFile: SharedConfigFile { files.withLock { $0.credentials.contents(credentialsPath) } }
    package var configFile: SharedConfigFile { files.withLock { $0.config.contents(configPath) } }

    /// `AWS_REGION`, `AWS_DEFAULT_REGION`, the profile's `region`, or the default that was handed in.
    package var region: String? {
        variable("AWS_REGION") ?? variable("AWS_DEFAULT_REGION")
            ?? configFile.configProfile(profileName)?.values["region"] ?? defaultRegion
    }

    /// A setting of the profile in the config file.
    package func setting(_ name: String) -> String? { configFile.configProfile(profileName)?.values[name] }

    /// How often a call is tried in all: `AWS_MAX_ATTEMPTS`, the profile's `max_attempts`, or 3, as the SDKs' standard
    /// retry mode has it; at most 10.
    package var attemptsMax: Int {
        let text = variable("AWS_MAX_ATTEMPTS") ?? configFile.configProfile(profileName)?.values["max_attempts"]
        return min(max(text.flatMap(Int.init) ?? 3, 1), 10)
    }

    /// Which variants of endpoints are asked for: `fips`, `dualstack`.
    package var endpointTags: Set<String> {
        var tags: Set<String> = []
        for (tag, name) in [("fips", "use_fips_endpoint"), ("dualstack", "use_dualstack_endpoint")] {
            if (variable("AWS_\(name.uppercased())") ?? setting(name))?.lowercased() == "true" { tags.insert(tag) }
        }
        return tags
    }

    /// Whether S3's buckets stand in the path, and not in the host name: `addressing_style` below `s3` in the profile.
    package var addressesBucketsByPath: Bool {
        configFile.configProfile(profileName)?.nested["s3"]?["addressing_style"]?.lowercased() == "path"
    }

    /// The endpoint that is configured for a service; nil for AWS's own.
    ///
    /// In order ("Service-specific endpoints", AWS SDKs and Tools Reference Guide): `AWS_ENDPOINT_URL_<SERVICE_ID>`,
    /// `AWS_ENDPOINT_URL`, the profile's `services` section, the profile's `endpoint_url`.
    package func endpointURL(serviceID: String) -> String? {
        let profile = configFile.configProfile(profileName)
        let ignores =
            variable("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")
            ?? profile?.values["ignore_configured_endpoint_urls"]
        if ignores?.lowercased() == "true" { return nil }
        let name = String(serviceID.map { $0 == " " || $0 == "-" ? "_" : $0 })
        if let url = variable("AWS_ENDPOINT_URL_\(name.uppercased())") ?? variable("AWS_ENDPOINT_URL") { return url }
        if let services = profile?.values["services"],
            let url = configFile.sections["services \(services)"]?.nested[name.lowercased()]?["endpoint_url"]
        {
            return url
        }
        return profile?.values["endpoint_url"]
    }

    /// The file that the environment names, else the one that systemd hands over as the credential `aws-config` or
    /// `aws-credentials`, else the one in the home directory.
    private func path(_ name: String, _ file: String) -> String? {
        if let own = variable(name) { return own }
        if let folder = variable("CREDENTIALS_DIRECTORY"), access("\(folder)/aws-\(file)", R_OK) == 0 {
            return "\(folder)/aws-\(file)"
        }
        return variable("HOME").map { "\($0)/.aws/\(file)" }
    }
}
