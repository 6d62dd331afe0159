import Glibc

/// A file in the format of `~/.aws/config` and `~/.aws/credentials`.
///
/// Source: "Shared config and credentials files", AWS SDKs and Tools Reference Guide: sections in brackets, `key = value`
/// below, and under a key with an empty value indented `key = value` lines of its own. `#` and `;` begin comments at the
/// start of a line and after white space in section lines.
package struct SharedConfigFile: Sendable {
    /// One section: its values, and the values below a key.
    package struct Section: Sendable {
        package var values: [String: String] = [:]
        package var nested: [String: [String: String]] = [:]
    }

    /// Sections by what stands in the brackets, white space as one space: `default`, `profile dev`, `services local`.
    package private(set) var sections: [String: Section] = [:]

    package static let bytesMax = 1 << 20

    package init() {}

    package init(parsing text: String) {
        var section: String?
        var parentKey: String?
        for line in text.split(whereSeparator: \.isNewline) {
            let content = line.trimmed
            guard !content.isEmpty, content.first != "#", content.first != ";" else { continue }
            if content.first == "[" {
                section = content.dropFirst().prefix { $0 != "]" }
                    .split(whereSeparator: \.isWhitespace).joined(separator: " ")
                parentKey = nil
                continue
            }
            guard let section, let equals = content.firstIndex(of: "=") else { continue }
            let key = content[..<equals].trimmed.lowercased()
            let value = String(content[content.index(after: equals)...].trimmed)
            if line.first?.isWhitespace == true, let parentKey {
                sections[section, default: Section()].nested[parentKey, default: [:]][key] = value
            } else {
                sections[section, default: Section()].values[key] = value
                parentKey = value.isEmpty ? key : nil
            }
        }
    }

    /// A profile as the config file names it: `[default]` or `[profile name]`.
    package func configProfile(_ name: String) -> Section? {
        sections["profile \(name)"] ?? (name == "default" ? sections["default"] : nil)
    }

    /// A profile as the credentials file names it: `[name]`.
    package func credentialsProfile(_ name: String) -> Section? { sections[name] }

    /// The file at `path`; empty if there is none.
    package static func read(_ path: String) -> SharedConfigFile {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return SharedConfigFile() }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        while bytes.count < bytesMax {
            let part = [UInt8](unsafeUninitializedCapacity: 16 << 10) { buffer, count in
                count = max(0, Glibc.read(descriptor, buffer.baseAddress, buffer.count))
            }
            if part.isEmpty { break }
            bytes.append(contentsOf: part)
        }
        return SharedConfigFile(parsing: String(decoding: bytes.prefix(bytesMax), as: UTF8.self))
    }
}

extension StringProtocol {
    /// Without white space at both ends.
    fileprivate var trimmed: SubSequence {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return self[startIndex..<startIndex] }
        return self[first...last]
    }
}
