package import StepJSON

/// Writes JSON for the wire straight into bytes: no value tree in between.
///
/// Invariant: between two calls the text so far is a valid beginning of JSON; the caller closes what it opens.
package struct WireWriter {
    package private(set) var bytes: [UInt8] = []
    /// Whether something stands before the next member or element at this level.
    private var needsComma = false

    package init(reservingBytes bytesMin: Int = 256) { bytes.reserveCapacity(bytesMin) }

    /// `shape` as JSON text.
    package static func bytes(of shape: some WireShape) -> [UInt8] {
        var writer = WireWriter()
        writer.write(shape)
        return writer.bytes
    }

    package mutating func beginObject() { open(UInt8(ascii: "{")) }
    package mutating func endObject() { close(UInt8(ascii: "}")) }
    package mutating func beginArray() { open(UInt8(ascii: "[")) }
    package mutating func endArray() { close(UInt8(ascii: "]")) }

    /// The name of the next member.
    package mutating func key(_ name: String) {
        separate()
        JSONWriter.append(string: name, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    package mutating func write(_ text: String) {
        separate()
        JSONWriter.append(string: text, to: &bytes)
        needsComma = true
    }

    package mutating func write(_ number: Int64) { writeRaw(String(number)) }

    package mutating func write(_ flag: Bool) { writeRaw(flag ? "true" : "false") }

    /// Seconds with three decimals: exact, which a double's shortest text is too, but this needs no double.
    package mutating func write(_ time: WireTime) {
        let magnitude = time.milliseconds.magnitude
        let thousandths = String(magnitude % 1000)
        let zeros = String(repeating: "0", count: 3 - thousandths.utf8.count)
        writeRaw("\(time.milliseconds < 0 ? "-" : "")\(magnitude / 1000).\(zeros)\(thousandths)")
    }

    package mutating func write(_ shape: some WireShape) {
        var shape = shape
        beginObject()
        shape.visit(&self)
        endObject()
    }

    private mutating func writeRaw(_ text: String) {
        separate()
        bytes.append(contentsOf: text.utf8)
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
    }

    private mutating func open(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        needsComma = false
    }

    private mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }
}

extension WireWriter: WireVisitor {
    package mutating func text(_ name: String, _ value: inout String, _ rule: TextRule) {
        key(name)
        write(value)
    }

    package mutating func text(_ name: String, _ value: inout String?, _ rule: TextRule) {
        guard let value else { return }
        key(name)
        write(value)
    }

    package mutating func integer(_ name: String, _ value: inout Int64, _ range: ClosedRange<Int64>) {
        key(name)
        write(value)
    }

    package mutating func integer(_ name: String, _ value: inout Int64?, _ range: ClosedRange<Int64>) {
        guard let value else { return }
        key(name)
        write(value)
    }

    package mutating func flag(_ name: String, _ value: inout Bool?) {
        guard let value else { return }
        key(name)
        write(value)
    }

    package mutating func time(_ name: String, _ value: inout WireTime) {
        key(name)
        write(value)
    }

    package mutating func time(_ name: String, _ value: inout WireTime?) {
        guard let value else { return }
        key(name)
        write(value)
    }

    package mutating func texts(_ name: String, _ values: inout [String]) {
        key(name)
        beginArray()
        for value in values { write(value) }
        endArray()
    }

    package mutating func shape<Shape: WireShape>(_ name: String, _ value: inout Shape) {
        key(name)
        write(value)
    }

    package mutating func shape<Shape: WireShape>(_ name: String, _ value: inout Shape?) {
        guard let value else { return }
        key(name)
        write(value)
    }

    package mutating func shapes<Shape: WireShape>(_ name: String, _ values: inout [Shape]) {
        key(name)
        beginArray()
        for value in values { write(value) }
        endArray()
    }

    package mutating func document(_ name: String, _ value: inout JSONObject?) {
        guard let value else { return }
        key(name)
        bytes.append(contentsOf: JSONWriter.bytes(of: .object(value)))
        needsComma = true
    }
}
