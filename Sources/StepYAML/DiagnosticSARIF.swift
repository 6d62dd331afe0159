package import StepJSON

/// Writes diagnostics as a SARIF log, which code scanners and editors read (OASIS, "Static Analysis Results Interchange
/// Format (SARIF) Version 2.1.0").
package struct DiagnosticSARIF {
    private let sources: [String: SourceText]
    private let version: String

    /// A writer that quotes lines of `sources`; `version` is the tool's.
    package init(sources: [SourceText], version: String) {
        self.sources = Dictionary(sources.map { ($0.file, $0) }) { first, _ in first }
        self.version = version
    }

    /// The log: one run with a result for each diagnostic.
    package func json(of diagnostics: [Diagnostic]) -> JSONValue {
        var rules: [String] = []
        for diagnostic in diagnostics where !rules.contains(diagnostic.code) { rules.append(diagnostic.code) }
        let places = Dictionary(uniqueKeysWithValues: rules.enumerated().map { ($0.element, $0.offset) })
        let driver: JSONValue = [
            "name": "stepctl",
            "version": .string(version),
            "rules": .array(rules.map { ["id": .string($0)] }),
        ]
        let run: JSONValue = [
            "tool": ["driver": driver],
            "columnKind": "unicodeCodePoints",
            "results": .array(diagnostics.map { result($0, rule: places[$0.code] ?? 0) }),
        ]
        return [
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [run],
        ]
    }

    private func result(_ diagnostic: Diagnostic, rule: Int) -> JSONValue {
        let hint = diagnostic.hint.map { " (\($0))" } ?? ""
        return [
            "ruleId": .string(diagnostic.code),
            "ruleIndex": .number(JSONNumber(rule)),
            "level": .string(diagnostic.severity.rawValue),
            "message": ["text": .string(diagnostic.message + hint)],
            "locations": [
                [
                    "physicalLocation": [
                        "artifactLocation": ["uri": .string(Self.uri(of: diagnostic.file))],
                        "region": region(diagnostic),
                    ]
                ]
            ],
            // The same mistake in the same line is the same alert, wherever the line has moved.
            "partialFingerprints": ["stepctlLine/v1": .string(fingerprint(diagnostic))],
        ]
    }

    private func region(_ diagnostic: Diagnostic) -> JSONValue {
        let range = diagnostic.range
        var region: JSONObject = [
            "startLine": .number(JSONNumber(range.start.line)),
            "startColumn": .number(JSONNumber(range.start.column)),
            "endLine": .number(JSONNumber(range.end.line)),
            "endColumn": .number(JSONNumber(range.end.column)),
        ]
        if let line = line(of: diagnostic), !line.isEmpty { region["snippet"] = ["text": .string(line)] }
        return .object(region)
    }

    private static let snippetMax = 500

    private func line(of diagnostic: Diagnostic) -> String? {
        sources[diagnostic.file].map {
            String(String(decoding: $0.line(diagnostic.range.start.line), as: UTF8.self).prefix(Self.snippetMax))
        }
    }

    /// FNV-1a over the code and the line without its indentation.
    private func fingerprint(_ diagnostic: Diagnostic) -> String {
        let line = (line(of: diagnostic) ?? "").drop { $0 == " " || $0 == "\t" }
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in "\(diagnostic.code)\n\(line)".utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// A path as a URI reference (RFC 3986): one from the root as a `file:` URI.
    private static func uri(of path: String) -> String {
        var uri = path.hasPrefix("/") ? "file://" : ""
        for byte in path.utf8 {
            let isPlain: Bool =
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "-._~/".utf8.contains(byte)
                }
            if isPlain {
                uri.unicodeScalars.append(UnicodeScalar(byte))
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                uri += "%" + (digits.count == 1 ? "0" : "") + digits
            }
        }
        return uri
    }
}
