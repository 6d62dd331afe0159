/// The names of variables (AWS, "Variables: naming"): Unicode identifiers of at most 80 characters.
enum VariableName {
    static let scalarsMax = 80
    /// `$states` holds what a state works on.
    static let reserved = "states"

    /// The longest identifier that `text` begins with; empty when there is none.
    static func prefix(of text: String) -> Substring {
        let scalars = text.unicodeScalars
        guard let first = scalars.first, first == "_" || first.properties.isXIDStart else { return "" }
        let end = scalars.firstIndex { !$0.properties.isXIDContinue } ?? scalars.endIndex
        return text[..<end]
    }

    /// Why `name` cannot be assigned to; nil when it can.
    static func fault(in name: String) -> String? {
        if prefix(of: name).utf8.count != name.utf8.count || name.isEmpty {
            return "is not a valid variable name: letters, digits and '_', not beginning with a digit"
        }
        if name.unicodeScalars.count > scalarsMax { return "is longer than \(scalarsMax) characters" }
        if name == reserved { return "is reserved" }
        return nil
    }
}
