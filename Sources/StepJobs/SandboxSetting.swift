package import StepJSON
import StepYAML

/// A setting of `sandbox`: one of systemd.exec(5)'s that takes rights from a command, by systemd's own name.
///
/// All of them can be set on a transient unit of systemd 252. Those that could give rights, or that need more than a value
/// to be right (filters, namespaces of users), are not among them.
package struct SandboxSetting: Sendable {
    package enum Kind: Sendable, Equatable {
        /// `true` or `false`.
        case flag
        /// One of these, or `true` or `false`, as systemd takes a flag for the first of them.
        case word([String])
        /// Absolute paths; a `-` in front says that it need not exist.
        case paths
    }

    package enum Value: Sendable, Equatable {
        case flag(Bool)
        case word(String)
        case paths([String])
    }

    package var name: String
    package var kind: Kind

    package static let all: [SandboxSetting] = [
        SandboxSetting(name: "InaccessiblePaths", kind: .paths),
        SandboxSetting(name: "LockPersonality", kind: .flag),
        SandboxSetting(name: "MemoryDenyWriteExecute", kind: .flag),
        SandboxSetting(name: "NoNewPrivileges", kind: .flag),
        SandboxSetting(name: "PrivateDevices", kind: .flag),
        SandboxSetting(name: "PrivateIPC", kind: .flag),
        SandboxSetting(name: "PrivateNetwork", kind: .flag),
        SandboxSetting(name: "PrivateTmp", kind: .flag),
        SandboxSetting(name: "ProtectClock", kind: .flag),
        SandboxSetting(name: "ProtectControlGroups", kind: .flag),
        SandboxSetting(name: "ProtectHome", kind: .word(["read-only", "tmpfs"])),
        SandboxSetting(name: "ProtectHostname", kind: .flag),
        SandboxSetting(name: "ProtectKernelLogs", kind: .flag),
        SandboxSetting(name: "ProtectKernelModules", kind: .flag),
        SandboxSetting(name: "ProtectKernelTunables", kind: .flag),
        SandboxSetting(name: "ProtectSystem", kind: .word(["full", "strict"])),
        SandboxSetting(name: "ReadOnlyPaths", kind: .paths),
        SandboxSetting(name: "ReadWritePaths", kind: .paths),
        SandboxSetting(name: "RestrictRealtime", kind: .flag),
        SandboxSetting(name: "RestrictSUIDSGID", kind: .flag),
    ]

    package static func named(_ name: String) -> SandboxSetting? { all.first { $0.name == name } }

    /// A value of the setting; nil for one that it cannot have.
    package func value(_ json: JSONValue) -> Value? {
        switch kind {
        case .flag: json.boolValue.map { .flag($0) }
        case .word(let words):
            if let flag = json.boolValue {
                .word(flag ? "yes" : "no")
            } else {
                json.stringValue.flatMap { words.contains($0) ? .word($0) : nil }
            }
        case .paths:
            json.arrayValue.flatMap { items in
                let paths = items.compactMap(\.stringValue).filter(Self.isPath)
                return paths.count == items.count ? .paths(paths) : nil
            }
        }
    }

    /// A value as it stands in a job file; nil for what is no scalar or list of such. One path needs no list.
    func json(_ node: YAMLNode) -> JSONValue? {
        if kind == .paths {
            let items = node.sequence ?? [node]
            let texts = items.compactMap { $0.scalar.map { JSONValue.string($0.text) } }
            return texts.count == items.count ? .array(texts) : nil
        }
        return node.scalar.flatMap { CoreSchema.value(of: $0) }
    }

    /// What it may be, in words.
    package var shown: String {
        switch kind {
        case .flag: "true or false"
        case .word(let words): "true, false, \(words.joined(separator: " or "))"
        case .paths: "a list of paths from the root"
        }
    }

    static func isPath(_ text: String) -> Bool {
        (text.hasPrefix("-") ? text.dropFirst() : text[...]).hasPrefix("/") && !text.utf8.contains(0)
    }
}
