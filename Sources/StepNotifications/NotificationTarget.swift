import StepJSON
package import StepJobs

/// A target of a job's notifications, as the engine keeps it: a JSON text such as `{"kind":"slack","secret":"cred:hook"}`.
///
/// A secret's name goes over, never its value.
package enum NotificationTarget {
    /// A target of `on_failure`, `on_success` or `on_missed`.
    package static func text(of target: JobNotifications.Target) -> String {
        switch target {
        case .email(let address): text("email", ["to": .string(address)])
        case .webhook(let address): text("webhook", members(address))
        case .slack(let address): text("slack", members(address))
        case .ntfy(let address): text("ntfy", members(address))
        case .topic(let arn): text("topic", ["arn": .string(arn)])
        case .command(let script): text("command", ["script": .string(script)])
        }
    }

    /// A check that is pinged.
    package static func text(ofHealthcheck address: JobNotifications.Address) -> String {
        text("healthcheck", members(address))
    }

    private static func text(_ kind: String, _ members: JSONObject) -> String {
        var object: JSONObject = ["kind": .string(kind)]
        for (name, value) in members { object[name] = value }
        return JSONWriter.text(of: .object(object))
    }

    private static func members(_ address: JobNotifications.Address) -> JSONObject {
        switch address {
        case .url(let url): ["url": .string(url)]
        case .secret(let source): ["secret": .string(source.text)]
        }
    }

    /// What a text stands for.
    enum Kind: Equatable {
        case target(JobNotifications.Target)
        case healthcheck(JobNotifications.Address)
    }

    static func kind(of text: String) -> Kind? {
        guard let json = try? JSONParser.parse(text) else { return nil }
        var address: JobNotifications.Address?
        if let url = json["url"]?.stringValue { address = .url(url) }
        if let source = json["secret"]?.stringValue.flatMap({ JobSecret.Source($0) }) { address = .secret(source) }
        switch json["kind"]?.stringValue {
        case "email": return json["to"]?.stringValue.map { .target(.email($0)) }
        case "webhook": return address.map { .target(.webhook($0)) }
        case "slack": return address.map { .target(.slack($0)) }
        case "ntfy": return address.map { .target(.ntfy($0)) }
        case "topic": return json["arn"]?.stringValue.map { .target(.topic($0)) }
        case "command": return json["script"]?.stringValue.map { .target(.command($0)) }
        case "healthcheck": return address.map { .healthcheck($0) }
        default: return nil
        }
    }
}

extension JobSecret.Source {
    /// The text that it is read from.
    var text: String {
        switch self {
        case .credential(let name): "cred:\(name)"
        case .file(let path): "file:\(path)"
        case .environment(let name): "env:\(name)"
        case .secretsManager(let name): "aws:secretsmanager/\(name)"
        case .parameterStore(let name): "aws:ssm/\(name)"
        }
    }
}
