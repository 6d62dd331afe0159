/// Where one value of a document was written: its key, if it is an entry of a mapping, and itself.
package struct YAMLPlace: Sendable {
    package var key: SourceRange?
    package var node: YAMLNode

    package init(key: SourceRange? = nil, node: YAMLNode) {
        self.key = key
        self.node = node
    }

    /// The key, or the value where there is none: what to underline when the entry as a whole is meant.
    package var keyOrValue: SourceRange { key ?? node.range }
}

extension YAMLNode {
    /// The place of the part at a JSON pointer (RFC 6901), or of the innermost part around it that was written.
    ///
    /// A pointer to something that is missing thus leads to where it should have been.
    package func place(at pointer: String) -> YAMLPlace {
        var place = YAMLPlace(node: self)
        for token in JSONPointer.tokens(pointer) {
            switch place.node.content {
            case .scalar: return place
            case .sequence(let items):
                guard let index = Int(token), items.indices.contains(index) else { return place }
                place = YAMLPlace(node: items[index])
            case .mapping(let entries):
                guard let entry = entries.first(where: { $0.key.text == token }) else { return place }
                place = YAMLPlace(key: entry.key.range, node: entry.value)
            }
        }
        return place
    }
}
