extension TaskResource {
    /// Why a text is not the resource of a task.
    package struct Fault: Error, Equatable {
        /// AWS's words where they are known.
        package var message: String
    }

    /// Reads `text`.
    ///
    /// - Throws: ``Fault`` for a text of no known form, and for an integration that AWS does not have.
    package init(_ text: String) throws(Fault) {
        let host = "stepd:"
        if text.utf8.starts(with: host.utf8) {
            let (action, pattern) = Self.split(String(decoding: text.utf8.dropFirst(host.utf8.count), as: UTF8.self))
            guard !action.isEmpty, pattern == .requestResponse || pattern == .waitForTaskToken else {
                throw Fault(message: "Value is not a valid resource: '\(host)' needs the name of an action")
            }
            self.init(text: text, kind: .host(action: action, pattern: pattern))
            return
        }
        let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 6, parts[0] == "arn", Self.isWord(parts[1]), !parts[5].isEmpty else {
            throw Fault(message: "Value is not a valid resource ARN")
        }
        switch (parts[2], parts[5]) {
        case ("lambda", let rest) where rest.utf8.starts(with: "function:".utf8):
            self.init(text: text, kind: .lambdaFunction)
        case ("states", let rest) where rest.utf8.starts(with: "activity:".utf8) && !parts[4].isEmpty:
            self.init(text: text, kind: .activity)
        case ("states", let rest) where parts[4].isEmpty || !parts[3].isEmpty:
            guard let kind = Self.integration(rest) else {
                throw Fault(message: Self.notRecognized(text))
            }
            self.init(text: text, kind: kind)
        default:
            throw Fault(message: "Value is not a valid resource ARN")
        }
    }

    /// What AWS says of an integration that it does not have.
    package static func notRecognized(_ text: String) -> String {
        "The resource provided \(text) is not recognized. The value is not a valid resource ARN, "
            + "or the resource is not available in this region."
    }

    /// `<service>:<action>[.pattern]` or `aws-sdk:<service>:<action>[.waitForTaskToken]`.
    private static func integration(_ text: String) -> Kind? {
        let sdk = "aws-sdk:"
        if text.utf8.starts(with: sdk.utf8) {
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            let (action, pattern) = split(parts.dropFirst(2).joined(separator: ":"))
            guard parts.count == 3, isWord(String(parts[1])), isWord(action),
                pattern == .requestResponse || pattern == .waitForTaskToken
            else { return nil }
            return .integration(service: sdk + parts[1], action: action, pattern: pattern)
        }
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2 else { return nil }
        let (action, pattern) = split(parts[1])
        guard ServiceIntegration.exists(service: parts[0], action: action) else { return nil }
        return .integration(service: parts[0], action: action, pattern: pattern)
    }

    /// The action and the pattern behind it.
    private static func split(_ text: String) -> (action: String, pattern: Pattern) {
        for pattern in [Pattern.sync2, .sync, .waitForTaskToken]
        where text.utf8.suffix(pattern.rawValue.utf8.count).elementsEqual(pattern.rawValue.utf8) {
            return (String(decoding: text.utf8.dropLast(pattern.rawValue.utf8.count), as: UTF8.self), pattern)
        }
        return (text, .requestResponse)
    }

    private static func isWord(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
                default: false
                }
            }
    }
}
