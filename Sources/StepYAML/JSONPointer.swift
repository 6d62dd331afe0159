/// The text of JSON pointers (RFC 6901).
package enum JSONPointer {
    /// `key` as one token of a pointer: `~` and `/` escaped.
    package static func escaped(_ key: String) -> String {
        guard key.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else { return key }
        var text = String.UnicodeScalarView()
        for scalar in key.unicodeScalars {
            switch scalar {
            case "~": text.append(contentsOf: "~0".unicodeScalars)
            case "/": text.append(contentsOf: "~1".unicodeScalars)
            default: text.append(scalar)
            }
        }
        return String(text)
    }

    /// The unescaped tokens of a pointer; none for the whole document.
    package static func tokens(_ pointer: String) -> [String] {
        pointer.unicodeScalars
            .split(separator: "/", omittingEmptySubsequences: false)
            .dropFirst()
            .map { unescaped(String($0)) }
    }

    /// The key that one token of a pointer stands for.
    package static func unescaped(_ token: String) -> String {
        guard token.utf8.contains(UInt8(ascii: "~")) else { return token }
        var text = String.UnicodeScalarView()
        var rest = token.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            guard scalar == "~", let code = rest.first, code == "0" || code == "1" else {
                text.append(scalar)
                continue
            }
            rest = rest.dropFirst()
            text.append(code == "0" ? "~" : "/")
        }
        return String(text)
    }
}
