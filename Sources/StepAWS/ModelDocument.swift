import StepJSON

/// The text of a service model with the places of its parts, none of them read yet.
///
/// A model is up to 4 MB of JSON, nearly all of it documentation and shapes a call never touches. One pass over the
/// bytes notes where each operation and shape begins and ends; a part is parsed when it is asked for.
struct ModelDocument: Sendable {
    private let bytes: [UInt8]
    private(set) var metadata: Range<Int>?
    private(set) var operations: [String: Range<Int>] = [:]
    private(set) var shapes: [String: Range<Int>] = [:]

    static let bytesMax = 32 << 20

    /// Notes the places of all parts of a whole model.
    init(_ bytes: [UInt8]) throws(ModelError) {
        guard bytes.count <= Self.bytesMax else {
            throw ModelError(.unreadable, "a service model is larger than \(Self.bytesMax) bytes")
        }
        self.bytes = bytes
        var scanner = JSONPlaces(bytes)
        do {
            for (key, range) in try scanner.members() {
                switch key {
                case "metadata": metadata = range
                case "operations": operations = try Self.places(in: range, of: bytes)
                case "shapes": shapes = try Self.places(in: range, of: bytes)
                default: break
                }
            }
        } catch {
            throw ModelError(.malformed, "a service model is not the JSON it should be near byte \(error.offset)")
        }
    }

    /// A model put together from parts that were read already.
    init(metadata: JSONValue, operations: JSONObject, shapes: JSONObject) {
        var bytes: [UInt8] = []
        func append(_ value: JSONValue) -> Range<Int> {
            let start = bytes.count
            bytes.append(contentsOf: JSONWriter.bytes(of: value))
            return start..<bytes.count
        }
        self.metadata = append(metadata)
        for (name, operation) in operations { self.operations[name] = append(operation) }
        for (name, shape) in shapes { self.shapes[name] = append(shape) }
        self.bytes = bytes
    }

    /// Only the metadata, from the first part of a model's text: nil if it is not within that part.
    static func metadata(inHead head: [UInt8]) -> JSONValue? {
        var scanner = JSONPlaces(head)
        guard let range = scanner.firstMember(named: "metadata") else { return nil }
        return try? JSONParser.parse(bytes: Array(head[range]))
    }

    /// The part at `range`, which this document noted.
    func value(at range: Range<Int>) throws(ModelError) -> JSONValue {
        do {
            return try JSONParser.parse(bytes: Array(bytes[range]))
        } catch {
            throw ModelError(.malformed, "a service model is not JSON: \(error)")
        }
    }

    private static func places(
        in range: Range<Int>,
        of bytes: [UInt8]
    ) throws(JSONPlaces.Fault) -> [String: Range<Int>] {
        var scanner = JSONPlaces(bytes, from: range.lowerBound)
        var places: [String: Range<Int>] = [:]
        for (key, place) in try scanner.members() { places[key] = place }
        return places
    }
}
