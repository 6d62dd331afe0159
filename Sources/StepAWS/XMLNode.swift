/// An element of an XML document: what AWS's answers are made of.
///
/// Names are without their namespace's prefix; AWS's members are told apart by their local names alone.
package struct XMLNode: Sendable, Equatable {
    package var name: String
    package var attributes: [(name: String, value: String)]
    package var children: [XMLNode]
    /// The character data directly within, references resolved.
    package var text: String

    package static func == (left: XMLNode, right: XMLNode) -> Bool {
        left.name == right.name && left.text == right.text && left.children == right.children
            && left.attributes.elementsEqual(right.attributes, by: ==)
    }

    /// The first child of that name.
    package func child(_ name: String) -> XMLNode? { children.first { $0.name == name } }

    /// All children of that name, in order.
    package func children(_ name: String) -> [XMLNode] { children.filter { $0.name == name } }

    /// The value of an attribute, by its local name.
    package func attribute(_ name: String) -> String? { attributes.first { $0.name == name }?.value }
}
