package import StepJSON

/// The JSON Schema of job files, made from the tables that the decoder goes by (draft-07, which editors know).
///
/// It sees the form of a file: keys, their values, what goes with what. What a schema cannot see (names of steps,
/// expressions, calls of AWS, schedules) is left to ``JobFile``.
package enum JobSchema {
    /// The schema of one document: a job, a machine in the States Language, or a CloudFormation template.
    package static var json: JSONValue {
        [
            "$schema": "http://json-schema.org/draft-07/schema#",
            "title": "stepd job file",
            "description":
                "A job of stepd, a state machine in the Amazon States Language, or a CloudFormation template",
            "if": ["type": "object", "required": ["StartAt", "States"]],
            "then": ["title": "Amazon States Language"],
            "else": [
                "if": ["type": "object", "required": ["Resources"]],
                "then": ["title": "CloudFormation template"],
                "else": ["$ref": .string(reference(.job))],
            ],
            "definitions": definitions(isOfTests: false),
        ]
    }

    /// The schema of one document of a file with tests.
    package static var testsJSON: JSONValue {
        [
            "$schema": "http://json-schema.org/draft-07/schema#",
            "title": "stepd test file",
            "description": "Tests of a job of stepd",
            "$ref": .string(reference(.testFile)),
            "definitions": definitions(isOfTests: true),
        ]
    }

    private static func definitions(isOfTests: Bool) -> JSONValue {
        let kinds = KeyTable.Kind.allCases.filter { $0.table.isOfTests == isOfTests }
        return .object(JSONObject(kinds.map { ($0.rawValue, schema(of: $0.table)) }))
    }

    private static func reference(_ kind: KeyTable.Kind) -> String { "#/definitions/\(kind.rawValue)" }

    // MARK: - Tables

    private static func schema(of table: KeyTable) -> JSONValue {
        var schema: JSONObject = [
            "type": "object",
            "properties": .object(JSONObject(table.keys.map { ($0.name, described($0)) })),
            "additionalProperties": false,
        ]
        if !table.required.isEmpty { schema["required"] = .array(table.required.map { .string($0) }) }
        if !table.leading.isEmpty {
            schema["oneOf"] = .array(table.leading.map { ["required": [.string($0)]] })
        }
        let dependencies = table.keys.compactMap { key in dependency(of: key).map { (key.name, $0) } }
        if !dependencies.isEmpty { schema["dependencies"] = .object(JSONObject(dependencies)) }
        return .object(schema)
    }

    private static func described(_ key: KeyTable.Key) -> JSONValue {
        guard case .object(var schema) = schema(of: key.form) else { return true }
        // Beside a `$ref` nothing else counts in draft-07.
        if schema["$ref"] != nil { schema = ["allOf": [.object(schema)]] }
        schema["description"] = .string(key.summary.replacing("`", with: ""))
        return .object(schema)
    }

    /// What must stand beside a key.
    private static func dependency(of key: KeyTable.Key) -> JSONValue? {
        var rules: [JSONValue] = []
        if !key.needs.isEmpty { rules.append(["required": .array(key.needs.map { .string($0) })]) }
        if !key.companions.isEmpty {
            rules.append(["anyOf": .array(key.companions.map { ["required": [.string($0)]] })])
        }
        return rules.count > 1 ? ["allOf": .array(rules)] : rules.first
    }

    // MARK: - Values

    /// A text of more than white space, or a scalar that reads as one.
    private static let text: JSONValue = ["type": ["string", "number", "boolean"], "minLength": 1]
    private static let expression = "^\\s*\\{%[\\s\\S]*%\\}\\s*$"
    private static let duration =
        "^\\s*([0-9]+|P.+|([0-9]+\\s*(w|weeks?|d|days?|h|hr|hours?|m|min|minutes?|s|sec|seconds?)\\s*)+)\\s*$"
    private static let size = "^[1-9][0-9]*[KMGT]?$"

    private static func schema(of form: KeyForm) -> JSONValue {
        switch form {
        case .text: text
        case .pattern(let pattern, _): ["type": "string", "pattern": .string("^(\(pattern))$")]
        case .word(let words): ["enum": .array(words.map { .string($0) })]
        case .flag: ["type": "boolean"]
        case .integer(let range):
            [
                "type": "integer", "minimum": .number(JSONNumber(range.lowerBound)),
                "maximum": .number(JSONNumber(range.upperBound)),
            ]
        case .number(let min): ["type": "number", "minimum": .number(JSONNumber(min))]
        case .duration: ["type": ["string", "integer"], "pattern": .string(duration), "minimum": 0]
        case .size: ["type": ["string", "integer"], "pattern": .string(size), "minimum": 1]
        case .expression: ["type": "string", "pattern": .string(expression)]
        case .any: [:]
        case .mapping(let kind): ["$ref": .string(reference(kind))]
        case .values(let value): ["type": "object", "additionalProperties": schema(of: value)]
        case .list(.mapping(let kind)):
            ["type": "array", "items": ["$ref": .string(reference(kind))], "minItems": 1]
        case .list(let element): ["type": "array", "items": schema(of: element)]
        case .either(let forms): ["anyOf": .array(forms.map(schema))]
        }
    }
}
