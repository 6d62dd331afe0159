/// A Lambda function that runs on this machine, as a job file or a template describes it.
///
/// The settings are those of CloudFormation's `AWS::Lambda::Function`, with Lambda's own defaults.
package struct LambdaFunction: Sendable, Equatable {
    /// Where the function's code is.
    package enum Code: Sendable, Equatable {
        /// The text of one file, which is named by the handler: `index.handler` is in `index.py`.
        case inline(String)
        /// The absolute path of a folder, or of one file.
        case path(String)
    }

    /// 1 to 64 letters, digits, `-` and `_`; unique on this machine.
    package var name: String

    /// Whether `name` is one that Lambda allows.
    package static func isValid(name: String) -> Bool {
        1...64 ~= name.utf8.count
            && name.utf8.allSatisfy { byte in
                let character = Character(Unicode.Scalar(byte))
                return character.isASCII && (character.isLetter || character.isNumber) || byte == 0x2D || byte == 0x5F
            }
    }

    /// Lambda's name of the runtime, `python3.12` or `provided.al2023`.
    package var runtime: String
    /// `file.function`; for `provided` runtimes whatever their bootstrap makes of it.
    package var handler: String
    package var code: Code
    /// How long one invocation may take.
    package var timeoutSeconds: Int
    package var memoryMegabytes: Int
    package var environment: [String: String]
    /// How many invocations may run at once; nil for the daemon's own limit.
    package var concurrencyMax: Int?

    /// What Lambda allows ("Lambda quotas", AWS Lambda Developer Guide), and for `concurrencyMax` the quota of a new account.
    package static let timeoutsInSeconds = 1...900
    package static let memoriesInMegabytes = 128...10_240
    package static let concurrencies = 0...1_000

    package init(
        name: String,
        runtime: String,
        handler: String,
        code: Code,
        timeoutSeconds: Int = 3,
        memoryMegabytes: Int = 128,
        environment: [String: String] = [:],
        concurrencyMax: Int? = nil
    ) {
        self.name = name
        self.runtime = runtime
        self.handler = handler
        self.code = code
        self.timeoutSeconds = timeoutSeconds
        self.memoryMegabytes = memoryMegabytes
        self.environment = environment
        self.concurrencyMax = concurrencyMax
    }
}
