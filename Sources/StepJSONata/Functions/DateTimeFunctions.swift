import StepJSON

/// Functions on times (docs.jsonata.org, date/time functions).
enum DateTimeFunctions {
    static let all = [
        Builtin("now", "<s?s?:s>") { evaluation, arguments throws(JSONataError) in
            let now = evaluation.environment.nowMilliseconds
            return try text(&evaluation, now, arguments[0], arguments[1])
        },
        Builtin("millis", "<:n>") { evaluation, _ throws(JSONataError) in
            .json(.number(.integer(evaluation.environment.nowMilliseconds)))
        },
        Builtin("fromMillis", "<n-s?s?:s>") { evaluation, arguments throws(JSONataError) in
            guard let value = arguments[0].doubleValue else { return .undefined }
            guard value.magnitude <= 8.64e15 else {
                throw JSONataError("D3110", "$fromMillis: \(value) is outside the years that a timestamp can hold")
            }
            return try text(&evaluation, Int64(value), arguments[1], arguments[2])
        },
        Builtin("toMillis", "<s-s?:n>", toMillis),
    ]

    private static func text(
        _ evaluation: inout Evaluation,
        _ milliseconds: Int64,
        _ picture: Value,
        _ zone: Value
    ) throws(JSONataError) -> Value {
        var offset = TimeZoneOffset.utc
        if let zone = zone.stringValue {
            guard let given = TimeZoneOffset(zone) else {
                throw JSONataError("T0410", "The time zone must be an offset such as \"+0100\", not \"\(zone)\"")
            }
            offset = given
        }
        if picture.isUndefined, offset.minutes == 0 { return .string(ISOTimestamp.text(milliseconds: milliseconds)) }
        let source = picture.stringValue ?? DateTimePicture.timestamp
        try evaluation.spend(source.utf8.count)
        let text = try DateTimePicture(source).text(milliseconds: milliseconds, offset, evaluation)
        return .string(text)
    }

    private static func toMillis(_ evaluation: inout Evaluation, _ arguments: Arguments) throws(JSONataError) -> Value {
        guard let text = arguments[0].stringValue else { return .undefined }
        if let picture = arguments[1].stringValue { return try milliseconds(&evaluation, text, picture) }
        guard let milliseconds = ISOTimestamp.milliseconds(text) else {
            throw JSONataError(
                "D3110",
                "The argument of the toMillis function must be an ISO 8601 formatted timestamp. Given \"\(text)\""
            )
        }
        return .json(.number(.integer(milliseconds)))
    }

    private static func milliseconds(
        _ evaluation: inout Evaluation,
        _ text: String,
        _ picture: String
    ) throws(JSONataError) -> Value {
        try evaluation.spend(text.utf8.count + picture.utf8.count)
        let reader = DateTimeReader(try DateTimePicture(picture), text)
        guard let fields = try reader.fields(&evaluation), !fields.isEmpty,
            let milliseconds = try fields.milliseconds(now: evaluation.environment.nowMilliseconds)
        else { return .undefined }
        return .json(.number(.integer(milliseconds)))
    }
}
