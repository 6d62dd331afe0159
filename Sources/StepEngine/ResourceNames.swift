/// The ARNs of this daemon's state machines and executions, in AWS's form (AWS, "Resource types defined by AWS Step
/// Functions").
package struct ResourceNames: Sendable {
    package var region: String
    package var account: String

    package init(region: String, account: String) {
        self.region = region
        self.account = account
    }

    package func stateMachineARN(_ name: String) -> String {
        "arn:aws:states:\(region):\(account):stateMachine:\(name)"
    }

    /// What AWS says of a state machine that is not there.
    func stateMachineDoesNotExist(_ name: String) -> EngineError {
        EngineError(.stateMachineDoesNotExist, "State Machine Does Not Exist: '\(stateMachineARN(name))'")
    }

    package func executionARN(machine: String, name: String) -> String {
        "arn:aws:states:\(region):\(account):execution:\(machine):\(name)"
    }

    package func activityARN(_ name: String) -> String {
        "arn:aws:states:\(region):\(account):activity:\(name)"
    }

    /// The activity's name in an ARN of one of this daemon's activities.
    ///
    /// - Throws: ``EngineError`` `invalidArn` when the text is no such ARN.
    package func activityName(ofARN arn: String) throws(EngineError) -> String {
        String(try parts(of: arn, kind: "activity", count: 7)[6])
    }

    /// The machine's name in an ARN of one of this daemon's state machines.
    ///
    /// - Throws: ``EngineError`` `invalidArn` when the text is no such ARN.
    package func machineName(ofARN arn: String) throws(EngineError) -> String {
        let parts = try parts(of: arn, kind: "stateMachine", count: 7)
        return String(parts[6])
    }

    /// The names of machine and execution in an ARN of one of this daemon's executions.
    ///
    /// - Throws: ``EngineError`` `invalidArn` when the text is no such ARN.
    package func executionNames(ofARN arn: String) throws(EngineError) -> (machine: String, execution: String) {
        let parts = try parts(of: arn, kind: "execution", count: 8)
        return (String(parts[6]), String(parts[7]))
    }

    private func parts(of arn: String, kind: String, count: Int) throws(EngineError) -> [Substring] {
        let parts = arn.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.first == "arn" else {
            throw EngineError(.invalidArn, "Invalid Arn: 'Invalid ARN prefix: \(arn)'")
        }
        guard parts.count == count, parts[2] == "states", parts[5] == kind, !parts[6].isEmpty,
            parts.last?.isEmpty == false
        else { throw EngineError(.invalidArn, "Invalid Arn: 'Resource type not valid in this context: \(arn)'") }
        return parts
    }

    /// AWS's rule for names of machines and executions: 1 to 80 characters, no white space, none of
    /// `<>{}[]?*"#%\^|~$&,;:/` and the grave accent, no control characters (AWS API Reference, "StartExecution").
    ///
    /// - Throws: ``EngineError`` `invalidName` for any other.
    static func check(name: String) throws(EngineError) {
        let isValid =
            1...80 ~= name.count
            && name.unicodeScalars.allSatisfy { scalar in
                let isControl = scalar.value < 0x20 || 0x7F...0x9F ~= scalar.value
                return !isControl && !scalar.properties.isWhitespace
                    && !"<>{}[]?*\"#%\\^|~`$&,;:/".unicodeScalars.contains(scalar)
            }
        guard isValid else { throw EngineError(.invalidName, "Invalid Name: '\(name)'") }
    }
}
