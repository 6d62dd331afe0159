import StepJSON

/// An object whose members JSON may not be able to hold, shared by reference.
///
/// It is shared so that a transform can change the objects its pattern finds, wherever they are in the copy. That copy
/// is made as it is looked at: an object within becomes a record when it is read, and what is never read stays JSON.
final class Record {
    /// The members in order. The value of one that is in `values` is a null here.
    private var object: JSONObject
    /// By place, the values that are not in `object`; empty where all are.
    private var values: [Value?] = []
    /// Whether objects within are records too.
    private let isCopy: Bool

    init(_ members: some Sequence<(key: String, value: Value)>) {
        object = JSONObject()
        isCopy = false
        for member in members { self[member.key] = member.value }
    }

    private init(copying object: JSONObject, _ values: [Value?] = []) {
        self.object = object
        self.values = values
        isCopy = true
    }

    var isEmpty: Bool { object.isEmpty }

    var members: [(key: String, value: Value)] {
        (0..<object.count).map { (object[$0].key, value(at: $0)) }
    }

    subscript(key: String) -> Value? {
        get { object.place(of: key).map(value(at:)) }
        set {
            switch (object.place(of: key), newValue) {
            case (let place?, let value?): set(value, at: place)
            case (nil, let value?):
                object[key] = .null
                if !values.isEmpty { values.append(nil) }
                set(value, at: object.count - 1)
            case (let place?, nil):
                object[key] = nil
                if !values.isEmpty { values.remove(at: place) }
            case (nil, nil): break
            }
        }
    }

    private func value(at place: Int) -> Value {
        if !values.isEmpty, let value = values[place] { return value }
        let json = object[place].value
        guard isCopy, let copy = Self.copy(json) else { return .json(json) }
        set(copy, at: place)
        return copy
    }

    private func set(_ value: Value, at place: Int) {
        if case .json(let json) = value {
            object.replaceValue(at: place, with: json)
            if !values.isEmpty { values[place] = nil }
            return
        }
        if values.isEmpty { values = Array(repeating: nil, count: object.count) }
        object.replaceValue(at: place, with: .null)
        values[place] = value
    }
}

// MARK: - Copies for a transform

extension Record {
    /// A copy in depth, whose objects can be changed where they are.
    static func copy(_ value: Value) -> Value {
        switch value {
        case .json(let json): copy(json) ?? value
        case .list(let list): .array(list.map { copy($0) })
        case .record(let record): .record(Record(copying: record.object, record.values.map { $0.map { copy($0) } }))
        default: value
        }
    }

    /// The copy of a value that has objects within; nil for any other, which is its own copy.
    private static func copy(_ json: JSONValue) -> Value? {
        switch json {
        case .object(let object): .record(Record(copying: object))
        case .array(let array) where array.contains(where: \.isContainer): .array(array.map { copy($0) ?? .json($0) })
        default: nil
        }
    }

    /// A copy as JSON again, where JSON can hold it.
    static func plain(_ value: Value) -> Value {
        switch value {
        case .list(let list):
            let values = list.map { plain($0) }
            let json = values.compactMap(\.heldJSON)
            return json.count == values.count ? .json(.array(json)) : .array(values)
        case .record(let record): return record.plain
        default: return value
        }
    }

    private var plain: Value {
        if values.isEmpty { return .json(.object(object)) }
        var result = object
        for (place, value) in values.enumerated() {
            guard let value else { continue }
            guard let json = Self.plain(value).heldJSON else {
                return .record(Record(members.map { ($0.key, Self.plain($0.value)) }))
            }
            result.replaceValue(at: place, with: json)
        }
        return .json(.object(result))
    }

    /// The members that JSON can hold, without those that it cannot.
    var jsonObject: JSONObject {
        if values.isEmpty { return object }
        return JSONObject(members.compactMap { member in member.value.jsonValue.map { (member.key, $0) } })
    }
}

extension JSONValue {
    fileprivate var isContainer: Bool {
        switch self {
        case .array, .object: true
        default: false
        }
    }
}

extension Value {
    /// The value, where it is carried as JSON.
    fileprivate var heldJSON: JSONValue? {
        guard case .json(let json) = self else { return nil }
        return json
    }
}

/// Collects members into an object: JSON as long as every member is.
struct ObjectBuilder {
    private var object = JSONObject()
    private var record: Record?

    mutating func reserveCapacity(_ count: Int) { object.reserveCapacity(count) }

    /// Sets a member that is not there yet; undefined adds nothing.
    mutating func add(_ key: String, _ value: Value) {
        guard record == nil, case .json(let json) = value else { return set(key, value) }
        object.append(key, json)
    }

    /// Sets a member; undefined adds nothing.
    mutating func set(_ key: String, _ value: Value) {
        if case .undefined = value { return }
        if record == nil {
            if case .json(let json) = value {
                object[key] = json
                return
            }
            if value.isJSON, let json = value.jsonValue {
                object[key] = json
                return
            }
        }
        let record = record ?? Record(object.lazy.map { ($0.key, .json($0.value)) })
        record[key] = value
        self.record = record
    }

    var value: Value { record.map(Value.record) ?? .json(.object(object)) }
}
