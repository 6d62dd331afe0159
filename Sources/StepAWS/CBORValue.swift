/// A data item of CBOR (RFC 8949), as far as AWS's services use it.
package indirect enum CBORValue: Sendable, Equatable {
    case integer(Int64)
    /// An integer that only fits 64 bits without a sign.
    case unsigned(UInt64)
    case float(Double)
    case bytes([UInt8])
    case text(String)
    case bool(Bool)
    /// `null` and `undefined`.
    case null
    case array([CBORValue])
    /// With the keys as text, in the order they came; AWS has no others.
    case map([(key: String, value: CBORValue)])
    case tagged(UInt64, CBORValue)

    package static func == (left: CBORValue, right: CBORValue) -> Bool {
        switch (left, right) {
        case (.integer(let left), .integer(let right)): left == right
        case (.unsigned(let left), .unsigned(let right)): left == right
        case (.float(let left), .float(let right)): left == right || left.isNaN && right.isNaN
        case (.bytes(let left), .bytes(let right)): left == right
        case (.text(let left), .text(let right)): left == right
        case (.bool(let left), .bool(let right)): left == right
        case (.null, .null): true
        case (.array(let left), .array(let right)): left == right
        case (.map(let left), .map(let right)): left.elementsEqual(right) { $0.key == $1.key && $0.value == $1.value }
        case (.tagged(let left, let item), .tagged(let right, let other)): left == right && item == other
        default: false
        }
    }
}
