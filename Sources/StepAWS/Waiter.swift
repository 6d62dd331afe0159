package import StepJSON

/// One of botocore's waiters: a call that is repeated until its answer says that something has come to be.
///
/// Source: botocore's `waiters-2.json` files, version 2 of that format.
package struct Waiter: Sendable {
    /// What an acceptor makes of an answer that it matches.
    package enum State: String, Sendable {
        case success, failure, retry
    }

    /// What an acceptor looks at.
    package enum Matcher: Sendable {
        /// The value at a path is the expected one.
        case path(JMESPath)
        /// The list at a path is not empty, and each element is the expected one.
        case pathAll(JMESPath)
        /// The list at a path has the expected element.
        case pathAny(JMESPath)
        /// The HTTP status of the answer.
        case status(Int)
        /// The call failed with this code.
        case errorCode(String)
        /// Whether the call failed at all.
        case anyError(Bool)
    }

    package struct Acceptor: Sendable {
        package var state: State
        package var matcher: Matcher
        package var expected: JSONValue

        /// Whether it matches an answer, and not an error.
        package var looksAtResult: Bool {
            switch matcher {
            case .path, .pathAll, .pathAny: true
            case .status(let status): status < 300
            case .anyError(let isExpected): !isExpected
            case .errorCode: false
            }
        }
    }

    /// `DBSnapshotAvailable`.
    package var name: String
    /// `DescribeDBSnapshots`.
    package var operation: String
    package var delaySeconds: Int
    package var attemptsMax: Int
    /// In order: the first that matches holds. None: the call is repeated.
    package var acceptors: [Acceptor]

    /// boto3's spelling: `db_snapshot_available`.
    package var snakeName: String { AWSNaming.words(of: name).map { $0.lowercased() }.joined(separator: "_") }

    init(name: String, model: JSONValue) throws(ModelError) {
        func broken(_ reason: String) -> ModelError { ModelError(.malformed, "waiter \(name): \(reason)") }
        guard let operation = model["operation"]?.stringValue, let delay = model["delay"]?.integerValue,
            let attempts = model["maxAttempts"]?.integerValue
        else { throw broken("it has no operation, delay or maxAttempts") }
        self.name = name
        self.operation = operation
        delaySeconds = max(1, Int(truncatingIfNeeded: delay))
        attemptsMax = max(1, Int(truncatingIfNeeded: attempts))
        acceptors = []
        for item in model["acceptors"]?.arrayValue ?? [] {
            guard let state = item["state"]?.stringValue.flatMap(State.init(rawValue:)) else {
                throw broken("an acceptor has no state")
            }
            let expected = item["expected"] ?? .null
            let matcher = try Self.matcher(item, expected, broken)
            acceptors.append(Acceptor(state: state, matcher: matcher, expected: expected))
        }
    }

    private static func matcher(
        _ item: JSONValue,
        _ expected: JSONValue,
        _ broken: (String) -> ModelError
    ) throws(ModelError) -> Matcher {
        func path() throws(ModelError) -> JMESPath {
            do throws(JMESPath.Failure) {
                return try JMESPath(parsing: item["argument"]?.stringValue ?? "")
            } catch {
                throw broken("\(error)")
            }
        }
        switch (item["matcher"]?.stringValue, expected) {
        case ("path", _): return .path(try path())
        case ("pathAll", _): return .pathAll(try path())
        case ("pathAny", _): return .pathAny(try path())
        case ("status", .number(let number)): return .status(Int(truncatingIfNeeded: number.integerValue ?? 0))
        case ("error", .string(let code)): return .errorCode(code)
        case ("error", .bool(let isExpected)): return .anyError(isExpected)
        default: throw broken("unknown matcher")
        }
    }
}
