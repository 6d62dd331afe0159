package import StepJSON

/// A structure that goes over the wire as a JSON object, in either direction.
///
/// A shape names its members once, in ``visit(_:)``; the same list is what reads it, checks it and writes it, so the
/// daemon and its client cannot disagree about a name. Members that the shape does not know are ignored, as AWS does.
package protocol WireShape: Sendable, Equatable {
    /// The shape with nothing in it, which reading fills.
    init()

    /// Shows every member to `visitor`, in the order they are written.
    mutating func visit(_ visitor: inout some WireVisitor)
}

/// What walks over the members of a ``WireShape``: the reader or the writer.
///
/// An optional member that is nil is not written; a member that is not optional has to be there when it is read.
package protocol WireVisitor {
    mutating func text(_ name: String, _ value: inout String, _ rule: TextRule)
    mutating func text(_ name: String, _ value: inout String?, _ rule: TextRule)
    mutating func integer(_ name: String, _ value: inout Int64, _ range: ClosedRange<Int64>)
    mutating func integer(_ name: String, _ value: inout Int64?, _ range: ClosedRange<Int64>)
    mutating func flag(_ name: String, _ value: inout Bool?)
    mutating func time(_ name: String, _ value: inout WireTime)
    mutating func time(_ name: String, _ value: inout WireTime?)
    mutating func texts(_ name: String, _ values: inout [String])
    mutating func shape<Shape: WireShape>(_ name: String, _ value: inout Shape)
    mutating func shape<Shape: WireShape>(_ name: String, _ value: inout Shape?)
    mutating func shapes<Shape: WireShape>(_ name: String, _ values: inout [Shape])
    /// An object of any members.
    mutating func document(_ name: String, _ value: inout JSONObject?)
}

extension WireVisitor {
    package mutating func text(_ name: String, _ value: inout String) { text(name, &value, .any) }
    package mutating func text(_ name: String, _ value: inout String?) { text(name, &value, .any) }

    package mutating func integer(_ name: String, _ value: inout Int64) {
        integer(name, &value, Int64.min...Int64.max)
    }

    package mutating func integer(_ name: String, _ value: inout Int64?) {
        integer(name, &value, Int64.min...Int64.max)
    }
}
