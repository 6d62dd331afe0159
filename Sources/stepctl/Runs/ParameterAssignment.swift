import StepJSON

/// `name=value`, as `-p` takes it: the value is JSON where it reads as JSON, else text.
struct ParameterAssignment {
    var name: String
    var value: JSONValue

    /// - Throws: ``CommandError`` `usage` for a text without a name or without `=`.
    init(_ text: String) throws(CommandError) {
        guard let equals = text.firstIndex(of: "="), equals > text.startIndex else {
            throw CommandError("`\(text)` is not a parameter", hint: "Write it as -p name=value.", status: .usage)
        }
        name = String(text[..<equals])
        let value = String(text[text.index(after: equals)...])
        self.value = (try? JSONParser.parse(value)) ?? .string(value)
    }
}
