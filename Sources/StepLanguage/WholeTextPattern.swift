package import StepJSON
import StepJSONata

/// A regular expression that the whole of a text has to match, as `matches()` of Java's patterns wants it: `=~` in a
/// filter of a path, `AllowedPattern` of a template's parameter.
///
/// It is matched by JSONata's engine, which counts its steps, so that no pattern holds the daemon. Java's signs beyond
/// ECMAScript's (possessive quantifiers, `\\p{…}`, look-behind) are an error.
package struct WholeTextPattern: Sendable {
    /// What the engine matches with.
    private let expression: JSONataExpression

    /// A pattern as it stands by itself: a slash is a slash.
    ///
    /// - Throws: ``JSONPathError`` for a pattern that is not supported.
    package init(_ pattern: String) throws(JSONPathError) {
        var escaped = ""
        var isEscaped = false
        for letter in pattern {
            escaped += letter == "/" && !isEscaped ? "\\/" : String(letter)
            isEscaped = letter == "\\" && !isEscaped
        }
        try self.init(escaped, flags: "", at: 0)
    }

    /// The pattern between the slashes and the letters behind them, as they are written.
    ///
    /// - Throws: ``JSONPathError`` at `offset` for a pattern that is not supported.
    init(_ pattern: String, flags: String, at offset: Int) throws(JSONPathError) {
        for flag in flags where !"i".contains(flag) {
            throw JSONPathError(message: "the flag '\(flag)' of a regular expression is not supported", offset: offset)
        }
        do {
            expression = try JSONataExpression("$contains($text, /^(?:\(pattern))$/\(flags))", dialect: .plain)
        } catch {
            throw JSONPathError(message: "the regular expression is not supported: \(error.message)", offset: offset)
        }
    }

    /// Whether the text of `value` matches. Numbers and truth values count as they are written; nothing else matches.
    package func matches(_ value: JSONValue) -> Bool {
        let text: String
        switch value {
        case .string(let string): text = string
        case .number, .bool: text = JSONWriter.text(of: value)
        case .null, .array, .object: return false
        }
        let answer = try? expression.evaluate(nil, scopes: [["text": .string(text)]], environment: Self.environment)
        return answer == .bool(true)
    }

    /// Nothing of the world: a pattern asks for neither time nor chance.
    private static let environment = JSONataEnvironment(nowMilliseconds: 0, seed: 0, hash: { _, _ in nil })
}
