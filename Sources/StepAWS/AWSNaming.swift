/// How Step Functions spells what a service model names: members, services and errors.
///
/// Step Functions calls AWS through the AWS SDK for Java 2.x and shows that SDK's names. The rule is its code
/// generator's (`CodegenNamingUtils.splitOnWordBoundaries`, `DefaultNamingStrategy`): split a name into words, write
/// each with a capital first letter, join them. `DBInstanceIdentifier` becomes `DbInstanceIdentifier`.
package enum AWSNaming {
    /// The words of a name, with the letters as they were: `TESTv4Success` gives `TEST`, `v4`, `Success`.
    package static func words(of name: String) -> [String] {
        var text = nonAlphanumericsAsSpaces(Array(name.utf8))
        text = versionsApart(text, marker: UInt8(ascii: "v"), isRun: { !isLowercase($0) })
        text = versionsApart(text, marker: UInt8(ascii: "V"), isRun: { !isUppercase($0) })
        text = spaced(text) { text, place in
            // Between the words of camel case.
            isLowercase(text[place - 1]) && isUppercase(text[place]) && place + 1 < text.count
                && isAlphanumeric(text[place + 1])
        }
        text = spaced(text) { text, place in
            // After an acronym: before its last capital, which begins the next word.
            isUppercase(text[place - 1]) && isUppercase(text[place]) && place + 1 < text.count
                && isLowercase(text[place + 1])
        }
        text = spaced(text) { text, place in
            // After a number within a word.
            isDigit(text[place - 1]) && isLetter(text[place])
        }
        return text.split(separator: space).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The words joined, each with a capital first letter and small ones after it.
    package static func pascalCase(_ name: String) -> String {
        words(of: name).map { $0.prefix(1).uppercased() + $0.dropFirst().lowercased() }.joined()
    }

    /// The spelling of a parameter or result member of an `aws-sdk` task.
    ///
    /// `equals`, which every Java object has already, is `EqualsValue` (AWS, "Learning to use AWS service SDK
    /// integrations in Step Functions").
    package static func memberName(_ name: String) -> String {
        let spelled = pascalCase(name)
        return spelled == "Equals" ? "EqualsValue" : spelled
    }

    /// What an error of a service begins with: `Rds` for the service id `RDS`, `DynamoDb` for `DynamoDB`.
    ///
    /// The SDK's package names drop a leading `Amazon` or `Aws` and a trailing `Service`
    /// (`Database Migration Service` is `DatabaseMigration`).
    package static func servicePrefix(serviceID: String) -> String {
        var name = pascalCase(serviceID)
        for leading in ["Amazon", "Aws"] where name.hasPrefix(leading) { name.removeFirst(leading.count) }
        if name.hasSuffix("Service") { name.removeLast("Service".count) }
        return name
    }

    /// The service's name in `arn:aws:states:::aws-sdk:<service>:<action>`: `cloudwatchlogs` for `CloudWatch Logs`.
    package static func serviceName(serviceID: String) -> String {
        servicePrefix(serviceID: serviceID).lowercased()
    }

    /// The action's name in the resource of a task: the operation with a small first letter, `createDBSnapshot`.
    package static func actionName(operation: String) -> String {
        operation.prefix(1).lowercased() + operation.dropFirst()
    }

    /// The name of a modelled error: `DBSnapshotAlreadyExistsFault` becomes `DbSnapshotAlreadyExistsException`.
    package static func exceptionName(shape: String) -> String {
        if shape.hasSuffix("Fault") { return pascalCase(String(shape.dropLast("Fault".count))) + "Exception" }
        return shape.hasSuffix("Exception") ? pascalCase(shape) : pascalCase(shape) + "Exception"
    }

    /// The error name of a modelled error as `ErrorEquals` has it: `Rds.DbSnapshotAlreadyExistsException`.
    package static func errorName(serviceID: String, shape: String) -> String {
        "\(servicePrefix(serviceID: serviceID)).\(exceptionName(shape: shape))"
    }

    /// The error name of a code that the model does not list: `Rds.RdsException`.
    package static func unmodelledErrorName(serviceID: String) -> String {
        let prefix = servicePrefix(serviceID: serviceID)
        return "\(prefix).\(prefix)Exception"
    }

    /// The error name of a call that got no answer: `Rds.SdkClientException`.
    package static func clientErrorName(serviceID: String) -> String {
        "\(servicePrefix(serviceID: serviceID)).SdkClientException"
    }
}

// MARK: - Splitting

extension AWSNaming {
    private static let space = UInt8(ascii: " ")

    private static func isLowercase(_ byte: UInt8) -> Bool { UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte }
    private static func isUppercase(_ byte: UInt8) -> Bool { UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte }
    private static func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }
    private static func isLetter(_ byte: UInt8) -> Bool { isLowercase(byte) || isUppercase(byte) }
    private static func isAlphanumeric(_ byte: UInt8) -> Bool { isLetter(byte) || isDigit(byte) }

    private static func nonAlphanumericsAsSpaces(_ text: [UInt8]) -> [UInt8] {
        text.map { isAlphanumeric($0) ? $0 : space }
    }

    /// Sets a version (`marker` and digits) apart that follows at least two bytes of a run.
    private static func versionsApart(_ text: [UInt8], marker: UInt8, isRun: (UInt8) -> Bool) -> [UInt8] {
        var result: [UInt8] = []
        var place = 0
        var runStart = 0
        while place < text.count {
            let byte = text[place]
            let digitsEnd = text[(place + 1)...].prefix(while: isDigit).endIndex
            if byte == marker, digitsEnd > place + 1, place - runStart >= 2 {
                result.append(space)
                result.append(contentsOf: text[place..<digitsEnd])
                result.append(space)
                place = digitsEnd
                runStart = place
                continue
            }
            result.append(byte)
            place += 1
            if !isRun(byte) { runStart = place }
        }
        return result
    }

    /// The text with a space before every place for which `isBoundary` holds.
    private static func spaced(_ text: [UInt8], where isBoundary: ([UInt8], Int) -> Bool) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count + 8)
        for place in text.indices {
            if place > 0, isBoundary(text, place) { result.append(space) }
            result.append(text[place])
        }
        return result
    }
}
