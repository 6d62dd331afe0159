import StepJSON

/// How deep arrays and objects may be within each other.
///
/// A value is released, compared and written by recursion, so one nested without bound would overrun the stack.
extension Evaluation {
    /// As deep as JSON that is read may be.
    static let nestingMax = 512

    /// Passes on a value that was just made, having looked into one of 64, drawn from the seed, for its depth.
    ///
    /// Looking into each would take quadratic time. One making adds one level, so that a value thousands of levels too
    /// deep gets by about once in 10^20 times.
    mutating func bounded(_ value: Value) throws(JSONataError) -> Value {
        guard nestingSamples.next() & 63 == 0 else { return value }
        try checkNesting(value, 0)
        return value
    }

    private mutating func checkNesting(_ value: Value, _ depth: Int) throws(JSONataError) {
        try spend(1)
        guard depth <= Self.nestingMax else {
            throw JSONataError("U1001", "Arrays and objects are nested more than \(Self.nestingMax) deep")
        }
        switch value {
        case .json(.array), .list: for element in value.asList { try checkNesting(element, depth + 1) }
        case .json(.object(let object)):
            for member in object { try checkNesting(.json(member.value), depth + 1) }
        case .record(let record):
            for member in record.members { try checkNesting(member.value, depth + 1) }
        default: break
        }
    }
}
