import StepAWS
package import StepJSON
import StepJSONata

/// Compares a value with what is expected of it.
///
/// Of a mapping the members that are named must be there; a list must be as long, and each element match; a text
/// `{% … %}` is an expression that must hold of the value, which is `$`; all else must be equal.
package enum ValueMatch {
    /// One place in which the value is not as expected.
    package struct Difference: Sendable, Equatable {
        /// Such as `output.Status`.
        package var place: String
        package var expected: String
        package var found: String
    }

    /// Differences that are told at most.
    private static let differencesMax = 20

    /// What differs; empty where the value is as expected. `nil` is a value that is not there.
    package static func differences(
        _ expected: JSONValue,
        _ found: JSONValue?,
        at place: String
    ) -> [Difference] {
        var differences: [Difference] = []
        compare(expected, found, place, &differences)
        return Array(differences.prefix(differencesMax))
    }

    private static func compare(
        _ expected: JSONValue,
        _ found: JSONValue?,
        _ place: String,
        _ differences: inout [Difference]
    ) {
        guard differences.count < differencesMax else { return }
        switch (expected, found) {
        case (.object(let members), .object(let object)?):
            for (key, value) in members { compare(value, object[key], "\(place).\(key)", &differences) }
        case (.array(let items), .array(let elements)?) where items.count == elements.count:
            for (index, item) in items.enumerated() {
                compare(item, elements[index], "\(place)[\(index)]", &differences)
            }
        case (.string(let text), let value?) where isExpression(text):
            if let fault = fault(of: text, on: value) {
                differences.append(Difference(place: place, expected: text, found: "\(shown(value)) (\(fault))"))
            }
        default:
            guard expected != found else { return }
            differences.append(
                Difference(place: place, expected: shown(expected), found: found.map(shown) ?? "nothing")
            )
        }
    }

    private static func isExpression(_ text: String) -> Bool { text.hasPrefix("{%") && text.hasSuffix("%}") }

    /// Why an expression does not hold of a value; nil where it does.
    private static func fault(of text: String, on value: JSONValue) -> String? {
        do {
            let expression = try JSONataExpression(String(text.dropFirst(2).dropLast(2)), dialect: .plain)
            let environment = JSONataEnvironment(nowMilliseconds: 0, seed: 0) { HashFunctions.hash($0, $1) }
            let result = try expression.evaluate(value, scopes: [], environment: environment)
            return result == true ? nil : "it gives \(result.map(shown) ?? "nothing")"
        } catch {
            return error.message
        }
    }

    private static func shown(_ value: JSONValue) -> String {
        let text = JSONWriter.text(of: value)
        return text.count <= 200 ? text : "\(text.prefix(200))…"
    }
}
