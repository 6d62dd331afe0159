import StepJSON
import StepProtocol
import StepTime

/// A shape of the wire as JSON for people and scripts (`--json`): the same members, but times in RFC 3339, as the AWS
/// command line shows them too.
struct ReadableShape: WireVisitor {
    private var object = JSONObject()

    static func json(of shape: some WireShape) -> JSONValue {
        var shape = shape
        var visitor = ReadableShape()
        shape.visit(&visitor)
        return .object(visitor.object)
    }

    static func json(of shapes: [some WireShape]) -> JSONValue { .array(shapes.map { json(of: $0) }) }

    mutating func text(_ name: String, _ value: inout String, _ rule: TextRule) { object[name] = .string(value) }

    mutating func text(_ name: String, _ value: inout String?, _ rule: TextRule) {
        object[name] = value.map(JSONValue.string)
    }

    mutating func integer(_ name: String, _ value: inout Int64, _ range: ClosedRange<Int64>) {
        object[name] = .number(JSONNumber(value))
    }

    mutating func integer(_ name: String, _ value: inout Int64?, _ range: ClosedRange<Int64>) {
        object[name] = value.map { .number(JSONNumber($0)) }
    }

    mutating func flag(_ name: String, _ value: inout Bool?) { object[name] = value.map(JSONValue.bool) }

    mutating func time(_ name: String, _ value: inout WireTime) {
        object[name] = .string(Timestamp(wire: value).rfc3339)
    }

    mutating func time(_ name: String, _ value: inout WireTime?) {
        object[name] = value.map { .string(Timestamp(wire: $0).rfc3339) }
    }

    mutating func texts(_ name: String, _ values: inout [String]) {
        object[name] = .array(values.map(JSONValue.string))
    }

    mutating func shape<Shape: WireShape>(_ name: String, _ value: inout Shape) {
        object[name] = Self.json(of: value)
    }

    mutating func shape<Shape: WireShape>(_ name: String, _ value: inout Shape?) {
        object[name] = value.map { Self.json(of: $0) }
    }

    mutating func shapes<Shape: WireShape>(_ name: String, _ values: inout [Shape]) {
        object[name] = Self.json(of: values)
    }

    mutating func document(_ name: String, _ value: inout JSONObject?) {
        object[name] = value.map(JSONValue.object)
    }
}
