import StepJSON

/// An array during evaluation, with what JSONata remembers of where it came from.
///
/// A *sequence* is what a path or function yields: one of one value is that value, one of none is undefined, unless
/// `keepsSingleton` (`[]`) says otherwise. An array that was constructed or is data stays an array.
struct List {
    private enum Storage {
        case json([JSONValue])
        case values([Value])
        /// The integers from the first to the last: `[1..10000000]` costs nothing until it is looked at.
        case range(ClosedRange<Int>)
    }

    private var storage: Storage
    var isSequence = false
    var keepsSingleton = false
    /// An array constructor at the start or end of a path: its arrays are not flattened into the result.
    var isConstructed = false
    /// The wrapper around an input that is itself an array.
    var isOuterWrapper = false

    init(_ values: [Value], isSequence: Bool = false) {
        storage = .values(values)
        self.isSequence = isSequence
    }

    init(json values: [JSONValue], isSequence: Bool = false) {
        storage = .json(values)
        self.isSequence = isSequence
    }

    init(range: ClosedRange<Int>) { storage = .range(range) }

    /// The elements, where they are JSON already.
    var heldJSON: [JSONValue]? {
        guard case .json(let values) = storage else { return nil }
        return values
    }

    /// The elements in an array of their own, to change or sort.
    var values: [Value] {
        switch storage {
        case .json(let values): values.map(Value.json)
        case .values(let values): values
        case .range(let range): range.map(Value.integer)
        }
    }

    /// The elements as JSON; what JSON cannot hold is null.
    var jsonValues: [JSONValue] {
        switch storage {
        case .json(let values): values
        case .values(let values): values.map { $0.jsonValue ?? .null }
        case .range(let range): range.map { .number(JSONNumber($0)) }
        }
    }

    var isJSON: Bool {
        switch storage {
        case .json, .range: true
        case .values(let values): values.allSatisfy(\.isJSON)
        }
    }

    /// The same elements as a plain array.
    var plain: List {
        var list = self
        list.isSequence = false
        list.keepsSingleton = false
        list.isConstructed = false
        list.isOuterWrapper = false
        return list
    }
}

extension List: RandomAccessCollection {
    var startIndex: Int { 0 }

    var endIndex: Int {
        switch storage {
        case .json(let values): values.count
        case .values(let values): values.count
        case .range(let range): range.count
        }
    }

    subscript(position: Int) -> Value {
        switch storage {
        case .json(let values): .json(values[position])
        case .values(let values): values[position]
        case .range(let range): .integer(range.lowerBound + position)
        }
    }
}

extension List {
    /// `left` and `right` in one array, as the array constructor and `$append` join them: undefined adds nothing.
    static func append(_ left: Value, _ right: Value) -> Value {
        if case .undefined = left { return right }
        if case .undefined = right { return left }
        var values = left.asList.values
        values.append(contentsOf: right.asList)
        return .list(List(values))
    }
}

extension [Value] {
    /// Appends the elements of an array, or the value itself.
    mutating func appendFlat(_ value: Value) {
        switch value {
        case .json(.array(let values)): append(contentsOf: values.lazy.map(Value.json))
        case .list(let list): append(contentsOf: list)
        default: append(value)
        }
    }
}
