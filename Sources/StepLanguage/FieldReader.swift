import StepJSON

/// Reads the fields of one object of a definition and reports those that are not what they should be.
///
/// A method returns nil both for a field that is absent and for one that was reported.
struct FieldReader {
    let object: JSONObject
    /// Where the object stands; `/` for the machine itself.
    let location: String
    let collector: DiagnosticCollector

    /// Nil, and reported, when `value` is not an object.
    init?(_ value: JSONValue, at location: String, collector: DiagnosticCollector) {
        guard case .object(let object) = value else {
            collector.error("Expected value of type Object", at: location)
            return nil
        }
        self.object = object
        self.location = location
        self.collector = collector
    }

    func location(of field: String) -> String { location == "/" ? "/\(field)" : "\(location)/\(field)" }

    func has(_ field: String) -> Bool { object[field] != nil }

    func error(_ message: String, at field: String? = nil) {
        collector.error(message, at: field.map(location(of:)) ?? location)
    }

    func warn(_ message: String, at field: String, code: String) {
        collector.warn(message, at: location(of: field), code: code)
    }

    /// Reports those of `fields` that are absent; whether all are there.
    func require(_ fields: String...) -> Bool {
        let missing = fields.filter { !has($0) }
        guard !missing.isEmpty else { return true }
        error("These fields are required: [\(missing.joined(separator: ", "))]")
        return false
    }

    /// Reports when more than one of `fields` is there, or none although one is required; returns the one.
    func oneOf(_ fields: [String], isRequired: Bool) -> String? {
        let present = fields.filter(has)
        if present.count > 1 {
            error("Only one of these fields may be set: [\(present.joined(separator: ", "))]")
            return nil
        }
        if present.isEmpty, isRequired {
            error("One of these fields is required: [\(fields.joined(separator: ", "))]")
        }
        return present.first
    }

    func string(_ field: String) -> String? {
        value(field, "String") { $0.stringValue }
    }

    func bool(_ field: String) -> Bool? {
        value(field, "Boolean") { $0.boolValue }
    }

    func array(_ field: String) -> [JSONValue]? {
        value(field, "Array") { $0.arrayValue }
    }

    /// The fields of an object in `field`.
    func object(_ field: String) -> FieldReader? {
        guard let value = object[field] else { return nil }
        return FieldReader(value, at: location(of: field), collector: collector)
    }

    /// An array of strings.
    func strings(_ field: String) -> [String]? {
        guard let values = array(field) else { return nil }
        let texts = values.compactMap(\.stringValue)
        guard texts.count < values.count else { return texts }
        error("Expected value of type String", at: field)
        return nil
    }

    /// An array that has an element.
    func nonEmptyArray(_ field: String) -> [JSONValue]? {
        guard let values = array(field) else { return nil }
        guard values.isEmpty else { return values }
        error("Value cannot be empty", at: field)
        return nil
    }

    func integer(_ field: String) -> Int64? {
        value(field, "Integer") { $0.integerValue }
    }

    func number(_ field: String) -> Double? {
        value(field, "Number") { $0.numberValue?.doubleValue }
    }

    /// A whole number in `range`.
    func integer(_ field: String, in range: ClosedRange<Int64>) -> Int64? {
        guard let integer = integer(field) else { return nil }
        guard !range.contains(integer) else { return integer }
        error("Value must be between \(range.lowerBound) and \(range.upperBound)", at: field)
        return nil
    }

    /// A number of at least `minimum`.
    func number(_ field: String, atLeast minimum: Double) -> Double? {
        guard let number = number(field) else { return nil }
        guard number < minimum || !number.isFinite else { return number }
        error("Value must be greater than or equal to \(minimum)", at: field)
        return nil
    }

    /// A string that is one of the raw values of an enumeration.
    func choice<Choice: RawRepresentable<String>>(_ field: String, of choices: [Choice]) -> Choice? {
        guard let value = object[field] else { return nil }
        if case .string(let text) = value, let choice = Choice(rawValue: text) { return choice }
        let names = choices.map(\.rawValue).joined(separator: ", ")
        error("The field '\(field)' should have one of these values: [\(names)]", at: field)
        return nil
    }

    /// `Comment`, which is checked and means nothing.
    func checkComment() { _ = string("Comment") }

    /// Reports fields that are not among `fields`, and not `other`.
    func checkNames(_ fields: Set<String>, and other: String) {
        for (key, _) in object where key != other && !fields.contains(key) { error("Field '\(key)' is not supported") }
    }

    /// Reports fields that are not among `fields`.
    func checkNames(_ fields: Set<String>) {
        for (key, _) in object where !fields.contains(key) { error("Field '\(key)' is not supported") }
    }

    private func value<Value>(_ field: String, _ type: String, _ read: (JSONValue) -> Value?) -> Value? {
        guard let value = object[field] else { return nil }
        if let read = read(value) { return read }
        error("Expected value of type \(type)", at: field)
        return nil
    }
}
