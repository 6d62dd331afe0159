import StepJSON

/// A value while an expression is evaluated: any JSON value, nothing at all, a function, or a sequence on its way.
///
/// JSON is carried as it came, never converted in depth; a list or record of values appears only where an array is
/// built or an object holds what JSON cannot.
enum Value {
    case undefined
    case json(JSONValue)
    case list(List)
    /// An object with a member that JSON cannot hold, or one that a transform is changing.
    case record(Record)
    case function(Function)
    /// The tuples of a path inside a block whose parent the outer path asks for.
    case tuples([Tuple])
}

extension Value {
    static var null: Value { .json(.null) }
    static func bool(_ value: Bool) -> Value { .json(.bool(value)) }
    static func string(_ value: String) -> Value { .json(.string(value)) }
    static func integer(_ value: Int) -> Value { .json(.number(.integer(Int64(value)))) }

    /// A number. One that is not finite lives only until it is used (D1001) or would be the result.
    static func number(_ value: Double) -> Value {
        .json(.number(value.isFinite ? JSONNumber(value) : .double(value)))
    }

    static func array(_ values: [Value]) -> Value { .list(List(values)) }
    static func sequence(_ values: [Value]) -> Value { .list(List(values, isSequence: true)) }

    var isUndefined: Bool {
        if case .undefined = self { return true }
        return false
    }

    var isNull: Bool {
        if case .json(.null) = self { return true }
        return false
    }

    var isArray: Bool {
        switch self {
        case .json(.array), .list: true
        default: false
        }
    }

    var isObject: Bool {
        switch self {
        case .json(.object), .record: true
        default: false
        }
    }

    var stringValue: String? {
        guard case .json(.string(let text)) = self else { return nil }
        return text
    }

    var doubleValue: Double? {
        guard case .json(.number(let number)) = self else { return nil }
        return number.doubleValue
    }

    var boolValue: Bool? {
        guard case .json(.bool(let value)) = self else { return nil }
        return value
    }

    var functionValue: Function? {
        guard case .function(let function) = self else { return nil }
        return function
    }

    /// The array this is, if it is one.
    var listValue: List? {
        switch self {
        case .json(.array(let values)): List(json: values)
        case .list(let list): list
        default: nil
        }
    }

    /// The elements of an array, one element for any other value, none for undefined.
    var asList: List {
        if case .undefined = self { return List([]) }
        return listValue ?? List([self])
    }

    /// The member `key` of an object; undefined for anything that has none.
    func member(_ key: String) -> Value {
        switch self {
        case .json(.object(let object)):
            guard let value = object[key] else { return .undefined }
            return .json(value)
        case .record(let record): return record[key] ?? .undefined
        default: return .undefined
        }
    }

    /// The members of an object in order; nil for anything else.
    var members: [(key: String, value: Value)]? {
        switch self {
        case .json(.object(let object)): object.map { ($0.key, .json($0.value)) }
        case .record(let record): record.members
        default: nil
        }
    }
}

extension Value {
    /// The effective Boolean value (docs.jsonata.org, `$boolean`); nil for undefined.
    var truth: Bool? {
        switch self {
        case .undefined, .tuples: nil
        case .json(.null), .function: false
        case .json(.bool(let value)): value
        case .json(.number(let number)): number.doubleValue != 0
        case .json(.string(let text)): !text.isEmpty
        case .json(.object(let object)): !object.isEmpty
        case .record(let record): !record.isEmpty
        case .json(.array), .list: asList.contains { $0.truth ?? false }
        }
    }

    /// Whether both are the same JSON value; functions are never equal.
    static func same(_ left: Value, _ right: Value) -> Bool {
        if case .json(let left) = left, case .json(let right) = right { return left == right }
        if let left = left.listValue, let right = right.listValue {
            return left.count == right.count && zip(left, right).allSatisfy(same)
        }
        if let left = left.members, let right = right.members {
            return left.count == right.count
                && left.allSatisfy { member in
                    right.contains { ExactText.same($0.key, member.key) && same($0.value, member.value) }
                }
        }
        if case .function(let left) = left, case .function(let right) = right { return left === right }
        return false
    }

    /// The value as JSON, where a list may hold no function; nil where it has none.
    ///
    /// A function in an object is left out and one in an array is null, as JSON has no other place for them.
    var jsonValue: JSONValue? {
        switch self {
        case .undefined, .function, .tuples: nil
        case .json(let value): value
        case .list(let list): .array(list.jsonValues)
        case .record(let record): .object(record.jsonObject)
        }
    }

    /// Whether JSON can hold this value as it is.
    var isJSON: Bool {
        switch self {
        case .undefined, .function, .tuples, .record: false
        case .json: true
        case .list(let list): list.isJSON
        }
    }
}
