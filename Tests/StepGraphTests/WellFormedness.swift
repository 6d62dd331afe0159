/// Whether a text is well-formed XML, as far as the pictures use it: tags that close, attributes in quotes, references.
enum WellFormedness {
    /// What is wrong; nil if nothing is.
    static func fault(in text: String) -> String? {
        var open: [Substring] = []
        var rest = text[...]
        while let start = rest.firstIndex(of: "<") {
            if let fault = textFault(rest[..<start]) { return fault }
            guard let end = rest[start...].firstIndex(of: ">") else { return "a tag does not end" }
            let tag = rest[rest.index(after: start)..<end]
            rest = rest[rest.index(after: end)...]
            if tag.hasPrefix("/") {
                guard let last = open.popLast(), last == tag.dropFirst() else { return "</\(tag)> closes nothing" }
                continue
            }
            let isEmpty = tag.hasSuffix("/")
            let name = tag.prefix { $0 != " " && $0 != "/" && $0 != "\n" }
            if let fault = attributesFault(tag.dropFirst(name.count).dropLast(isEmpty ? 1 : 0)) { return fault }
            if !isEmpty { open.append(name) }
        }
        if !rest.allSatisfy(\.isWhitespace) { return "text after the end" }
        return open.last.map { "<\($0)> is not closed" }
    }

    private static func textFault(_ text: Substring) -> String? {
        for part in text.split(separator: "&", omittingEmptySubsequences: false).dropFirst() {
            let names = ["amp;", "lt;", "gt;", "quot;"]
            guard names.contains(where: part.hasPrefix) else { return "a bare `&`" }
        }
        return nil
    }

    private static func attributesFault(_ text: Substring) -> String? {
        let parts = text.split(separator: "\"", omittingEmptySubsequences: false)
        guard parts.count % 2 == 1 else { return "quotes that are not closed: \(text)" }
        for (index, part) in parts.enumerated() {
            if index % 2 == 1 {
                if let fault = textFault(part) { return fault }
            } else {
                let word = part.drop(while: \.isWhitespace)
                guard word.isEmpty || word.hasSuffix("=") else { return "no attribute: \(part)" }
            }
        }
        return nil
    }
}
