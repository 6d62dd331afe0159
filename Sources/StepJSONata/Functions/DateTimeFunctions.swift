import StepJSON

/// Functions on times (docs.jsonata.org, date/time functions).
enum DateTimeFunctions {
    static let all = [
        Builtin("now", "<s?s?:s>") { evaluation, arguments throws(JSONataError) in
            try text(evaluation.environment.nowMilliseconds, arguments[0], arguments[1])
        },
        Builtin("millis", "<:n>") { evaluation, _ throws(JSONataError) in
            .json(.number(.integer(evaluation.environment.nowMilliseconds)))
        },
        Builtin("fromMillis", "<n-s?s?:s>") { _, arguments throws(JSONataError) in
            guard let value = arguments[0].doubleValue else { return .undefined }
            guard value.magnitude <= 8.64e15 else {
                throw JSONataError("D3110", "$fromMillis: \(value) is outside the years that a timestamp can hold")
            }
            return try text(Int64(value), arguments[1], arguments[2])
        },
        Builtin("toMillis", "<s-s?:n>", toMillis),
    ]

    private static func text(_ milliseconds: Int64, _ picture: Value, _ zone: Value) throws(JSONataError) -> Value {
        guard picture.isUndefined, zone.isUndefined else { throw unavailable }
        return .string(ISOTimestamp.text(milliseconds: milliseconds))
    }

    private static func toMillis(_ evaluation: inout Evaluation, _ arguments: Arguments) throws(JSONataError) -> Value {
        guard let text = arguments[0].stringValue else { return .undefined }
        guard arguments[1].isUndefined else { throw unavailable }
        guard let milliseconds = ISOTimestamp.milliseconds(text) else {
            throw JSONataError(
                "D3110",
                "The argument of the toMillis function must be an ISO 8601 formatted timestamp. Given \"\(text)\""
            )
        }
        return .json(.number(.integer(milliseconds)))
    }

    private static let unavailable = JSONataError("U1002", "Date-time pictures and time zones are not available yet")
}
