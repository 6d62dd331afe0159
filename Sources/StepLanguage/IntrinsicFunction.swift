package import StepJSON

/// A call of an intrinsic function, `States.Format('Hello {}', $.name)` (states-language.net, appendix B; AWS,
/// "Intrinsic functions for JSONPath states"): parsed once, evaluated many times.
///
/// The names and the numbers of arguments were checked when it was compiled; what an argument holds is known only at
/// run time, and fails with `States.IntrinsicFailure`.
package struct IntrinsicFunction: Sendable {
    /// The call as it was written.
    package let text: String
    private let call: Call

    /// One call, perhaps within another one.
    struct Call: Sendable {
        var name: Name
        var arguments: [Argument]
        /// The text of the call: messages name it.
        var text: String
        /// Sets the random numbers of this call apart from those of others that have the same seed.
        var salt: UInt64
    }

    indirect enum Argument: Sendable {
        case literal(JSONValue)
        /// The literal template of `States.Format`, cut at its `{}`.
        case pieces([String])
        case path(JSONPath)
        case call(Call)
    }

    /// The names after `States.`.
    enum Name: String, Sendable {
        case format = "Format"
        case stringToJson = "StringToJson"
        case jsonToString = "JsonToString"
        case array = "Array"
        case arrayPartition = "ArrayPartition"
        case arrayContains = "ArrayContains"
        case arrayRange = "ArrayRange"
        case arrayGetItem = "ArrayGetItem"
        case arrayLength = "ArrayLength"
        case arrayUnique = "ArrayUnique"
        case base64Encode = "Base64Encode"
        case base64Decode = "Base64Decode"
        case hash = "Hash"
        case jsonMerge = "JsonMerge"
        case mathRandom = "MathRandom"
        case mathAdd = "MathAdd"
        case stringSplit = "StringSplit"
        case uuid = "UUID"

        /// How many arguments a call may have.
        var argumentCounts: ClosedRange<Int> {
            switch self {
            case .uuid: 0...0
            case .stringToJson, .jsonToString, .arrayLength, .arrayUnique, .base64Encode, .base64Decode: 1...1
            case .arrayPartition, .arrayContains, .arrayGetItem, .hash, .mathAdd, .stringSplit: 2...2
            case .arrayRange, .jsonMerge: 3...3
            case .mathRandom: 2...3
            case .format: 1...Int.max
            case .array: 0...Int.max
            }
        }
    }

    /// Compiles `text`. `place` is where in the definition the call stands: calls at different places draw different
    /// random numbers.
    ///
    /// - Throws: ``JSONPathError`` for a text that is no call of a known function, and for paths in it that are none.
    package init(_ text: String, place: String = "") throws(JSONPathError) {
        var parser = IntrinsicParser(text, place: place)
        self.text = text
        call = try parser.parse()
    }

    /// The value of the call in `scope`.
    ///
    /// - Throws: `States.IntrinsicFailure` when an argument is not what the function takes, `States.Runtime` when a
    ///   path finds nothing.
    package func evaluate(in scope: EvaluationScope) throws(EvaluationError) -> JSONValue {
        try call.evaluate(in: scope)
    }
}

extension IntrinsicFunction.Call {
    func evaluate(in scope: EvaluationScope) throws(EvaluationError) -> JSONValue {
        var values: [JSONValue] = []
        values.reserveCapacity(arguments.count)
        var pieces: [String]?
        for argument in arguments {
            switch argument {
            case .literal(let value): values.append(value)
            case .pieces(let template): pieces = template
            case .call(let call): values.append(try call.evaluate(in: scope))
            case .path(let path):
                do {
                    values.append(try path.find(in: scope))
                } catch {
                    throw failure(
                        ErrorName.runtime,
                        "The JsonPath argument for the field '\(path.text)' could not be found in the input "
                            + "'\(JSONWriter.text(of: scope.input))'"
                    )
                }
            }
        }
        do {
            return try apply(values, pieces: pieces, scope)
        } catch {
            throw failure(ErrorName.intrinsicFailure, error.reason)
        }
    }

    private func failure(_ error: String, _ reason: String) -> EvaluationError {
        EvaluationError(error: error, cause: "The function '\(text)' had the following error: \(reason)")
    }
}

/// Why an intrinsic function has no value for its arguments.
struct IntrinsicFault: Error {
    var reason: String
}
