/// Functions that write and read numbers by a picture (docs.jsonata.org, numeric functions).
enum PictureFunctions {
    static let all = [
        Builtin("formatNumber", "<n-so?:s>", formatNumber),
        Builtin("formatInteger", "<n-s:s>", formatInteger),
        Builtin("parseInteger", "<s-s:n>", parseInteger),
    ]

    private static func formatNumber(
        _ evaluation: inout Evaluation,
        _ arguments: Arguments
    ) throws(JSONataError) -> Value {
        guard let value = arguments[0].doubleValue, let picture = arguments[1].stringValue else { return .undefined }
        try evaluation.spend(picture.utf8.count)
        let text = try NumberPicture(picture, DecimalFormat(options: arguments[2])).text(value)
        try evaluation.check(bytes: text.utf8.count)
        return .string(text)
    }

    private static func formatInteger(
        _ evaluation: inout Evaluation,
        _ arguments: Arguments
    ) throws(JSONataError) -> Value {
        guard let value = arguments[0].doubleValue, let picture = arguments[1].stringValue else { return .undefined }
        guard let number = WholeNumber(value) else { throw JSONataError("D1001", "Number out of range: \(value)") }
        try evaluation.spend(picture.utf8.count)
        let text = try IntegerPicture(picture).text(number)
        try evaluation.check(bytes: text.utf8.count)
        return .string(text)
    }

    private static func parseInteger(
        _ evaluation: inout Evaluation,
        _ arguments: Arguments
    ) throws(JSONataError) -> Value {
        guard let text = arguments[0].stringValue, let picture = arguments[1].stringValue else { return .undefined }
        try evaluation.spend(picture.utf8.count + text.utf8.count)
        guard let value = try IntegerPicture(picture).value(text) else { return .undefined }
        guard value.isFinite else { throw JSONataError("D1001", "Number out of range: \"\(text)\"") }
        return .number(value)
    }
}
