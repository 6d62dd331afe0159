/// Where in a JSON value a part of it stands: the keys and indexes that lead to it, from the outside in.
package struct JSONPlace: Sendable, Hashable {
    package enum Step: Sendable, Hashable {
        case member(String)
        case element(Int)
    }

    package var steps: [Step]

    package init(_ steps: [Step] = []) { self.steps = steps }

    /// The place of a member of what stands here.
    package func member(_ key: String) -> JSONPlace { JSONPlace(steps + [.member(key)]) }

    /// The place of an element of what stands here.
    package func element(_ index: Int) -> JSONPlace { JSONPlace(steps + [.element(index)]) }
}

extension JSONPlace: CustomStringConvertible {
    /// As people write it: `Tags[0].Key`; empty for the value itself.
    package var description: String { text(separator: ".") }

    /// The steps as AWS joins them: each key after `separator`, each index in brackets.
    package func text(separator: String) -> String {
        var text = ""
        for step in steps {
            switch step {
            case .member(let key): text += text.isEmpty ? key : "\(separator)\(key)"
            case .element(let index): text += "[\(index)]"
            }
        }
        return text
    }
}
