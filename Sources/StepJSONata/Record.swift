import StepJSON

/// An object whose members JSON may not be able to hold, shared by reference.
///
/// It is shared so that a transform can change the objects its pattern finds, wherever they are in the copy.
final class Record {
    private(set) var members: [(key: String, value: Value)] = []
    private var places: [ExactText: Int] = [:]

    init() {}

    init(_ members: [(key: String, value: Value)]) {
        for member in members { self[member.key] = member.value }
    }

    subscript(key: String) -> Value? {
        get { places[ExactText(key)].map { members[$0].value } }
        set {
            let text = ExactText(key)
            switch (places[text], newValue) {
            case (let place?, let value?): members[place].value = value
            case (nil, let value?):
                places[text] = members.count
                members.append((key, value))
            case (let place?, nil):
                members.remove(at: place)
                places = Dictionary(members.enumerated().map { (ExactText($1.key), $0) }) { $1 }
            case (nil, nil): break
            }
        }
    }
}

/// Collects members into an object: JSON as long as every member is.
struct ObjectBuilder {
    private var object = JSONObject()
    private var record: Record?

    func contains(_ key: String) -> Bool { record.map { $0[key] != nil } ?? (object[key] != nil) }

    /// Sets a member; undefined adds nothing.
    mutating func set(_ key: String, _ value: Value) {
        if case .undefined = value { return }
        if record == nil, value.isJSON, let json = value.jsonValue {
            object[key] = json
        } else {
            let record = record ?? Record(object.map { ($0.key, .json($0.value)) })
            record[key] = value
            self.record = record
        }
    }

    var value: Value { record.map(Value.record) ?? .json(.object(object)) }
}
