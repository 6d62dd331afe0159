import StepJSON

/// The values that endpoint rules have at hand, and the functions they may call.
///
/// Sources: "Rules engine standard library" and "AWS rules engine library functions", Smithy.
struct EndpointScope {
    let partitions: Partitions
    /// Parameters, and what conditions assigned, by name. What is not set is not there.
    var values: [String: JSONValue] = [:]

    init(partitions: Partitions) { self.partitions = partitions }

    /// The value of an expression: a reference, a call, a text with references in braces, or itself. Nil: not set.
    func value(_ expression: JSONValue) -> JSONValue? {
        if let text = expression.stringValue { return filled(text).map(JSONValue.string) }
        if let name = expression["ref"]?.stringValue { return values[name] }
        if let function = expression["fn"]?.stringValue {
            return call(function, expression["argv"]?.arrayValue ?? [])
        }
        return expression
    }

    /// A text with its references, `{Region}` or `{PartitionResult#dnsSuffix}`, replaced.
    private func filled(_ text: String) -> String? {
        guard text.contains("{") else { return text }
        var result = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "{") {
            result += rest[..<open]
            rest = rest[rest.index(after: open)...]
            guard let close = rest.firstIndex(of: "}") else { return nil }
            let parts = rest[..<close].split(separator: "#", maxSplits: 1)
            var value = parts.first.flatMap { values[String($0)] }
            if parts.count == 2 { value = value.flatMap { AnswerPath(String(parts[1])).value(in: $0) } }
            guard let word = value?.stringValue else { return nil }
            result += word
            rest = rest[rest.index(after: close)...]
        }
        return result + rest
    }

    private func call(_ function: String, _ expressions: [JSONValue]) -> JSONValue? {
        let arguments = expressions.map(value)
        func text(_ place: Int) -> String? { arguments.indices.contains(place) ? arguments[place]?.stringValue : nil }
        let first = arguments.first ?? nil
        switch function {
        case "isSet": return .bool(first != nil)
        case "not": return .bool(first != .bool(true))
        case "booleanEquals", "stringEquals":
            return .bool(arguments.count == 2 && first != nil && first == arguments[1])
        case "getAttr": return first.flatMap { value in text(1).flatMap { AnswerPath($0).value(in: value) } }
        case "substring": return text(0).flatMap { Self.substring($0, expressions) }.map(JSONValue.string)
        case "uriEncode": return text(0).map { .string(PercentEncoding.encode($0)) }
        case "parseURL": return text(0).flatMap(Self.parsedURL)
        case "isValidHostLabel":
            return .bool(text(0).map { Self.isHostLabel($0, mayHavePoints: arguments.last == .bool(true)) } ?? false)
        case "aws.isVirtualHostableS3Bucket":
            return .bool(text(0).map { Self.isHostedBucket($0, mayHavePoints: arguments.last == .bool(true)) } ?? false)
        case "aws.partition": return text(0).flatMap(partitions.outputs)
        case "aws.parseArn": return text(0).flatMap(Self.parsedARN)
        default: return nil
        }
    }
}

// MARK: - Functions

extension EndpointScope {
    /// From `start` to before `stop`, counted from the end if `reverse`; nil for a text that is too short or not ASCII.
    private static func substring(_ text: String, _ arguments: [JSONValue]) -> String? {
        guard arguments.count == 4, let start = arguments[1].integerValue.map(Int.init),
            let stop = arguments[2].integerValue.map(Int.init), let reverse = arguments[3].boolValue
        else { return nil }
        let bytes = Array(text.utf8)
        guard start >= 0, start < stop, bytes.count >= stop, bytes.allSatisfy({ $0 < 0x80 }) else { return nil }
        let range = reverse ? (bytes.count - stop)..<(bytes.count - start) : start..<stop
        return String(decoding: bytes[range], as: UTF8.self)
    }

    private static func isHostLabel(_ text: String, mayHavePoints: Bool) -> Bool {
        if mayHavePoints {
            return text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy {
                isHostLabel(String($0), mayHavePoints: false)
            }
        }
        return (1...63).contains(text.utf8.count) && !text.hasPrefix("-")
            && text.utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
    }

    /// A bucket's name that can be part of a host name: in small letters, with no address for a name.
    static func isHostedBucket(_ text: String, mayHavePoints: Bool) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        let isAddress = labels.count == 4 && labels.allSatisfy { !$0.isEmpty && $0.allSatisfy(\.isNumber) }
        return (3...63).contains(text.utf8.count) && text == text.lowercased() && !isAddress
            && (mayHavePoints || labels.count == 1)
            && labels.allSatisfy { isHostLabel(String($0), mayHavePoints: false) && !$0.hasSuffix("-") }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }

    private static func parsedURL(_ text: String) -> JSONValue? {
        guard let endpoint = ServiceEndpoint(url: text, signingRegion: ""), !text.contains("?") else { return nil }
        let host = endpoint.authority.prefix { $0 != ":" }
        return [
            "scheme": .string(endpoint.scheme), "authority": .string(endpoint.authority),
            "path": .string(endpoint.basePath), "normalizedPath": .string("\(endpoint.basePath)/"),
            "isIp": .bool(endpoint.authority.hasPrefix("[") || host.allSatisfy { $0.isNumber || $0 == "." }),
        ]
    }

    private static func parsedARN(_ text: String) -> JSONValue? {
        let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 6, parts[0] == "arn", !parts[1].isEmpty, !parts[2].isEmpty, !parts[5].isEmpty else {
            return nil
        }
        let resource = parts[5].split(omittingEmptySubsequences: false) { $0 == ":" || $0 == "/" }
        return [
            "partition": .string(parts[1]), "service": .string(parts[2]), "region": .string(parts[3]),
            "accountId": .string(parts[4]), "resourceId": .array(resource.map { .string(String($0)) }),
        ]
    }
}
