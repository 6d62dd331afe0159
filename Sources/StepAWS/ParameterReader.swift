import StepJSON

/// Reads parameters by a model and notes what is wrong with them.
struct ParameterReader {
    let model: ServiceModel
    /// Whether the call is looked at before it is made: null stands for a value that is not known yet, and all that the
    /// service will miss is noted. Else null is as if it were absent.
    let hasUnknowns: Bool
    private(set) var problems: [ParameterProblem] = []

    private static let problemsMax = 16

    init(model: ServiceModel, hasUnknowns: Bool = false) {
        self.model = model
        self.hasUnknowns = hasUnknowns
    }

    mutating func parameters(_ value: JSONValue, of operation: Operation) throws(ModelError) -> JSONObject {
        guard case .object(let object) = value else {
            if !isUnknown(value) { note(.wrongType, "The value must be an OBJECT", JSONPlace()) }
            return JSONObject()
        }
        guard let name = operation.inputShapeName else {
            for key in object.keys { noteUnsupported(key, at: JSONPlace().member(key), among: []) }
            return JSONObject()
        }
        return try members(object, of: model.shape(name), at: JSONPlace())
    }

    private mutating func members(
        _ object: JSONObject,
        of shape: Shape,
        at place: JSONPlace
    ) throws(ModelError) -> JSONObject {
        var given: [String: JSONValue] = [:]
        for (key, value) in object where value != .null || hasUnknowns {
            let path = place.member(key)
            guard let member = shape.member(spelled: key) else {
                noteUnsupported(key, at: path, among: shape.members.map(\.stateName))
                continue
            }
            let target = try model.shape(member.shapeName)
            if isUnknown(value) {
                given[member.name] = value
            } else if target.kind == .blob, member.traits.isStreaming || target.traits.isStreaming {
                // Recorded: S3's putObject stores the JSON text of its Body, the quotes of a string included.
                given[member.name] = .string(JSONWriter.text(of: value))
            } else {
                given[member.name] = try self.value(value, target, at: path)
            }
        }
        var result = JSONObject()
        for member in shape.members {
            if let value = given[member.name] {
                result[member.name] = value
            } else if member.isRequired, member.location == "uri" || hasUnknowns, !member.isIdempotencyToken {
                // Without it there is no address to send the call to. Any other the service itself misses, in its own
                // words: Step Functions leaves that to it (recorded).
                let path = place.member(member.stateName)
                note(.missing, "The field '\(path)' is required but was missing", path)
            }
        }
        return result
    }

    private mutating func value(
        _ value: JSONValue,
        _ shape: Shape,
        at place: JSONPlace
    ) throws(ModelError) -> JSONValue {
        if shape.isDocument || isUnknown(value) { return value }
        switch (shape.kind, value) {
        case (.structure, .object(let object)):
            return .object(try members(object, of: shape, at: place))
        case (.list, .array(let values)):
            guard let element = shape.element else { return value }
            let target = try model.shape(element.shapeName)
            var result: [JSONValue] = []
            for (index, value) in values.enumerated() {
                result.append(try self.value(value, target, at: place.element(index)))
            }
            return .array(result)
        case (.map, .object(let entries)):
            guard let member = shape.value else { return value }
            let target = try model.shape(member.shapeName)
            var result = JSONObject()
            for (key, value) in entries { result[key] = try self.value(value, target, at: place.member(key)) }
            return .object(result)
        default:
            return scalar(value, shape, at: place)
        }
    }

    private mutating func scalar(_ value: JSONValue, _ shape: Shape, at place: JSONPlace) -> JSONValue {
        switch (shape.kind, value) {
        case (.blob, .object), (.blob, .array), (.string, .object), (.string, .array):
            // Recorded for a text: startExecution takes its Input as JSON.
            return .string(JSONWriter.text(of: value))
        case (.string, .string), (.character, .string), (.blob, .string), (.boolean, .bool):
            return value
        // Deployed machines write it so.
        case (.boolean, .string("true")), (.boolean, .string("false")):
            return .bool(value == "true")
        case (.integer, .number(let number)), (.long, .number(let number)), (.short, .number(let number)),
            (.byte, .number(let number)):
            if number.integerValue != nil { return value }
        case (.float, .number), (.double, .number), (.bigInteger, .number), (.bigDecimal, .number):
            return value
        case (.float, .string("NaN")), (.float, .string("Infinity")), (.float, .string("-Infinity")),
            (.double, .string("NaN")), (.double, .string("Infinity")), (.double, .string("-Infinity")):
            return value
        case (.timestamp, .number):
            return value
        case (.timestamp, .string(let text)):
            if let seconds = WireTimestamp.parse(text) { return .number(JSONNumber(seconds)) }
        default:
            break
        }
        note(.wrongType, "The value for the field '\(place)' must be \(Self.article(shape.kind))", place)
        return value
    }

    private static func article(_ kind: Shape.Kind) -> String {
        switch kind {
        case .structure, .map: "an OBJECT"
        case .list: "an ARRAY"
        case .integer, .long, .short, .byte, .bigInteger: "an INTEGER"
        case .float, .double, .bigDecimal: "a NUMBER"
        case .boolean: "a BOOLEAN"
        case .timestamp: "a TIMESTAMP"
        case .string, .character, .blob: "a STRING"
        }
    }

    private func isUnknown(_ value: JSONValue) -> Bool { hasUnknowns && value == .null }

    private mutating func noteUnsupported(_ key: String, at place: JSONPlace, among known: [String]) {
        note(
            .unsupported,
            "The field '\(place)' is not supported by Step Functions",
            place,
            suggestion: CloseNames.of(key, among: known, countMax: 1).first,
            known: known
        )
    }

    private mutating func note(
        _ kind: ParameterProblem.Kind,
        _ message: String,
        _ place: JSONPlace,
        suggestion: String? = nil,
        known: [String] = []
    ) {
        guard problems.count < Self.problemsMax else { return }
        problems.append(
            ParameterProblem(kind: kind, place: place, message: message, suggestion: suggestion, known: known)
        )
    }
}
