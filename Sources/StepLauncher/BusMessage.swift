import CSystemd
import Glibc

/// A message on the system bus (sd_bus_message_append(3), sd_bus_message_read(3)).
final class BusMessage {
    let pointer: OpaquePointer

    /// Takes the reference over.
    init(owning pointer: OpaquePointer) { self.pointer = pointer }

    deinit { sd_bus_message_unref(pointer) }

    func append(_ text: String) throws(BusFault) {
        try Self.check(text.withCString { sd_bus_message_append_basic(pointer, Self.code("s"), $0) })
    }

    private func append<Value>(_ type: Character, _ value: Value) throws(BusFault) {
        let status = withUnsafePointer(to: value) { sd_bus_message_append_basic(pointer, Self.code(type), $0) }
        try Self.check(status)
    }

    /// A property's value, as the variant that it is.
    func append(_ value: UnitProperty.Value) throws(BusFault) {
        let signature = value.signature
        try open("v", signature)
        switch value {
        case .string(let text): try append(text)
        case .flag(let flag): try append("b", Int32(flag ? 1 : 0))
        case .int32(let number): try append("i", number)
        case .uint64(let number): try append("t", number)
        // sd-bus makes a copy of the descriptor.
        case .descriptor(let descriptor): try append("h", descriptor)
        case .strings(let texts): try append(texts)
        case .command(let words):
            try open("a", "(sasb)")
            try open("r", "sasb")
            try append(words.first ?? "")
            try append(words)
            try append("b", Int32(0))
            try close()
            try close()
        case .pairs(let pairs):
            try open("a", "(ss)")
            for (name, text) in pairs.sorted(by: { $0.key < $1.key }) {
                try open("r", "ss")
                try append(name)
                try append(text)
                try close()
            }
            try close()
        }
        try close()
    }

    private func append(_ texts: [String]) throws(BusFault) {
        try open("a", "s")
        for text in texts { try append(text) }
        try close()
    }

    /// Opens a container of that type, such as `a` of `(sv)`.
    func open(_ type: Character, _ contents: String) throws(BusFault) {
        try Self.check(contents.withCString { sd_bus_message_open_container(pointer, Self.code(type), $0) })
    }

    func close() throws(BusFault) { try Self.check(sd_bus_message_close_container(pointer)) }

    /// The next of its texts, of type `s` or `o`; nil where it has none.
    func text(_ type: Character) -> String? {
        var text: UnsafePointer<CChar>?
        guard sd_bus_message_read_basic(pointer, Self.code(type), &text) > 0 else { return nil }
        return text.map { String(cString: $0) }
    }

    func skip(_ types: String) { _ = types.withCString { sd_bus_message_skip(pointer, $0) } }

    private static func code(_ type: Character) -> CChar { CChar(bitPattern: type.asciiValue ?? 0) }

    private static func check(_ status: Int32) throws(BusFault) {
        guard status >= 0 else { throw BusFault("write a message to systemd", status) }
    }
}
