package import StepJSON

/// Reads a shape from JSON and checks it against the constraints of the API's model.
///
/// A member of the wrong type is a `SerializationException`; broken constraints are gathered into one
/// `ValidationException`, all of them at once, worded as AWS words them (recorded:
/// `1 validation error detected: Value '1001' at 'maxResults' failed to satisfy constraint: Member must have value less
/// than or equal to 1000`). A member that is null counts as left out.
package struct WireReader {
    private let object: JSONObject
    /// What stands before a member's name in an error: `lastExecution.`.
    private let path: String
    private var violations: [String] = []
    private var mismatch: AWSError?

    /// More arrays and objects within each other than any request has.
    package static let depthMax = 64

    private init(_ object: JSONObject, path: String) {
        self.object = object
        self.path = path
    }

    /// The shape in the body of a request or an answer.
    package static func read<Shape: WireShape>(
        _ type: Shape.Type,
        body: [UInt8],
        bytesMax: Int = 64 << 20
    ) throws(AWSError) -> Shape {
        let value: JSONValue
        do {
            value = try JSONParser.parse(bytes: body, limits: JSONLimits(bytesMax: bytesMax, depthMax: depthMax))
        } catch {
            throw .serialization("The body is not JSON: \(error)")
        }
        return try read(type, from: value)
    }

    /// The shape that `value` spells.
    package static func read<Shape: WireShape>(
        _ type: Shape.Type,
        from value: JSONValue
    ) throws(AWSError) -> Shape {
        guard case .object(let object) = value else {
            throw .serialization("The body is a JSON \(value.kindName) where an object is expected")
        }
        var reader = WireReader(object, path: "")
        var shape = Shape()
        shape.visit(&reader)
        if let mismatch = reader.mismatch { throw mismatch }
        guard reader.violations.isEmpty else {
            let count = reader.violations.count
            let errors = count == 1 ? "error" : "errors"
            throw .validation(
                "\(count) validation \(errors) detected: \(reader.violations.joined(separator: "; "))"
            )
        }
        return shape
    }
}

// MARK: - Constraints

extension WireReader {
    private func member(_ name: String) -> JSONValue? {
        guard let value = object[name], value != .null else { return nil }
        return value
    }

    private mutating func violate(_ name: String, _ value: String?, _ constraint: String) {
        let shown = value.map { " \($0)" } ?? ""
        violations.append("Value\(shown) at '\(path)\(name)' failed to satisfy constraint: Member must \(constraint)")
    }

    private mutating func violateMissing(_ name: String) { violate(name, "null", "not be null") }

    private mutating func refuse(_ value: JSONValue, wanted: String) {
        guard mismatch == nil else { return }
        let text =
            switch value {
            case .object: "Start of structure or map found where not expected."
            case .array: "Start of list found where not expected"
            case .string: "STRING_VALUE can not be converted to \(wanted)"
            case .number: "NUMBER_VALUE can not be converted to \(wanted)"
            case .bool(let flag): "\(flag ? "TRUE" : "FALSE")_VALUE can not be converted to \(wanted)"
            case .null: "NULL_VALUE can not be converted to \(wanted)"
            }
        mismatch = .serialization(text)
    }

    private mutating func check(_ name: String, _ text: String, _ rule: TextRule) {
        let shown = rule.isSensitive ? nil : "'\(text)'"
        // Never more code units than bytes: the long texts, within their limit, are not counted.
        if text.utf8.count > rule.lengthMax, text.utf16.count > rule.lengthMax {
            violate(name, shown, "have length less than or equal to \(rule.lengthMax)")
        } else if text.utf8.count < rule.lengthMin {
            violate(name, shown, "have length greater than or equal to \(rule.lengthMin)")
        }
        if let values = rule.values, !values.contains(text) {
            violate(name, shown, "satisfy enum value set: [\(values.joined(separator: ", "))]")
        }
    }

    private mutating func readText(_ name: String, _ rule: TextRule) -> String? {
        guard let value = member(name) else { return nil }
        guard let text = value.stringValue else {
            refuse(value, wanted: "a String")
            return ""
        }
        check(name, text, rule)
        return text
    }

    private mutating func readInteger(_ name: String, _ range: ClosedRange<Int64>) -> Int64? {
        guard let value = member(name) else { return nil }
        guard let number = value.integerValue else {
            refuse(value, wanted: "an Integer")
            return 0
        }
        if number > range.upperBound {
            violate(name, "'\(number)'", "have value less than or equal to \(range.upperBound)")
        } else if number < range.lowerBound {
            violate(name, "'\(number)'", "have value greater than or equal to \(range.lowerBound)")
        }
        return number
    }

    private mutating func readTime(_ name: String) -> WireTime? {
        guard let value = member(name) else { return nil }
        let milliseconds = (value.numberValue?.doubleValue ?? .infinity) * 1000
        guard milliseconds.magnitude < 0x1p63 else {
            refuse(value, wanted: "a Timestamp")
            return nil
        }
        return WireTime(milliseconds: Int64(milliseconds.rounded()))
    }

    private mutating func readArray(_ name: String) -> [JSONValue]? {
        guard let value = member(name) else { return nil }
        guard let values = value.arrayValue else {
            mismatch = mismatch ?? .serialization("Expected list or null")
            return nil
        }
        return values
    }

    private mutating func readShape<Shape: WireShape>(_ name: String, _ value: JSONValue) -> Shape {
        var shape = Shape()
        guard case .object(let object) = value else {
            mismatch = mismatch ?? .serialization("Expected structure or map or null")
            return shape
        }
        var reader = WireReader(object, path: "\(path)\(name).")
        shape.visit(&reader)
        violations += reader.violations
        mismatch = mismatch ?? reader.mismatch
        return shape
    }
}

// MARK: - Members

extension WireReader: WireVisitor {
    package mutating func text(_ name: String, _ value: inout String, _ rule: TextRule) {
        guard let text = readText(name, rule) else { return violateMissing(name) }
        value = text
    }

    package mutating func text(_ name: String, _ value: inout String?, _ rule: TextRule) {
        value = readText(name, rule)
    }

    package mutating func integer(_ name: String, _ value: inout Int64, _ range: ClosedRange<Int64>) {
        guard let number = readInteger(name, range) else { return violateMissing(name) }
        value = number
    }

    package mutating func integer(_ name: String, _ value: inout Int64?, _ range: ClosedRange<Int64>) {
        value = readInteger(name, range)
    }

    package mutating func flag(_ name: String, _ value: inout Bool?) {
        guard let member = member(name) else { return }
        guard let flag = member.boolValue else { return refuse(member, wanted: "a Boolean") }
        value = flag
    }

    package mutating func time(_ name: String, _ value: inout WireTime) {
        guard member(name) != nil else { return violateMissing(name) }
        value = readTime(name) ?? value
    }

    package mutating func time(_ name: String, _ value: inout WireTime?) {
        value = readTime(name)
    }

    package mutating func texts(_ name: String, _ values: inout [String]) {
        for value in readArray(name) ?? [] {
            guard let text = value.stringValue else { return refuse(value, wanted: "a String") }
            values.append(text)
        }
    }

    package mutating func shape<Shape: WireShape>(_ name: String, _ value: inout Shape) {
        guard let member = member(name) else { return violateMissing(name) }
        value = readShape(name, member)
    }

    package mutating func shape<Shape: WireShape>(_ name: String, _ value: inout Shape?) {
        value = member(name).map { readShape(name, $0) }
    }

    package mutating func shapes<Shape: WireShape>(_ name: String, _ values: inout [Shape]) {
        for (index, value) in (readArray(name) ?? []).enumerated() {
            values.append(readShape("\(name).\(index + 1).member", value))
        }
    }

    package mutating func document(_ name: String, _ value: inout JSONObject?) {
        guard let member = member(name) else { return }
        guard case .object(let object) = member else {
            mismatch = mismatch ?? .serialization("Expected structure or map or null")
            return
        }
        value = object
    }
}
