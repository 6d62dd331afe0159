package import StepJSON

/// The way to a part of a value: `Tasks[0].ClusterArn`; `[1]` for an element of the value itself.
package struct AnswerPath: Sendable {
    private let text: String

    package init(_ text: String) { self.text = text }

    /// The part, if it is there; an empty path is the whole.
    package func value(in answer: JSONValue) -> JSONValue? {
        var found = answer
        for step in text.split(separator: ".") {
            let name = step.prefix { $0 != "[" }
            if !name.isEmpty {
                guard let next = found[String(name)] else { return nil }
                found = next
            }
            guard name.count < step.count else { continue }
            let index = step.dropFirst(name.count + 1).dropLast()
            guard let place = Int(index), let element = found[place] else { return nil }
            found = element
        }
        return found
    }
}
