/// The text of a Swift file, beside it the code alone: comments and the contents of string literals are blanks there.
///
/// The two have the same lines, so that a place found in one is the place in the other. It reads the lexical structure
/// of Swift as far as that needs: nested block comments, and literals of all kinds with interpolations in them ("The
/// Swift Programming Language", Lexical Structure). Regular expression literals are not told from operators.
struct SwiftText {
    let lines: [Substring]
    let codeLines: [Substring]
    /// What stands in comments, by line.
    let commentLines: [Substring]

    init(_ text: String) {
        var blanker = Blanker(Array(text.utf8))
        blanker.run()
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        codeLines = String(decoding: blanker.code, as: UTF8.self).split(
            separator: "\n",
            omittingEmptySubsequences: false
        )
        commentLines = String(decoding: blanker.comments, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false)
    }

    /// Functions, initialisers, deinitialisers and subscripts: the line their declaration begins on, and how many lines
    /// it has up to its closing brace. Requirements of protocols, which have no body, are left out.
    var functions: [(line: Int, lineCount: Int)] {
        var found: [(line: Int, lineCount: Int)] = []
        for (index, line) in codeLines.enumerated() where Self.declaresFunction(line) {
            guard let end = Self.closingLine(from: index, in: codeLines) else { continue }
            found.append((index + 1, end - index + 1))
        }
        return found
    }

    private static let modifiers: Set<Substring> = [
        "package", "public", "internal", "private", "fileprivate", "static", "class", "mutating", "nonmutating",
        "override", "final", "convenience", "required", "nonisolated", "isolated", "consuming", "borrowing", "prefix",
        "postfix", "infix", "indirect",
    ]

    private static func declaresFunction(_ line: Substring) -> Bool {
        let words = line.split { $0 == " " || $0 == "(" || $0 == "<" || $0 == "?" || $0 == "{" }
        guard let word = words.first(where: { !modifiers.contains($0) && !$0.hasPrefix("@") }) else { return false }
        return word == "func" || word == "init" || word == "deinit" || word == "subscript"
    }

    /// The line on which the body closes that opens first at or after `start`; nil where the declaration has no body.
    private static func closingLine(from start: Int, in lines: [Substring]) -> Int? {
        var parentheses = 0
        var braces = 0
        for index in start..<lines.count {
            if index > start, braces == 0, parentheses == 0, declaresFunction(lines[index]) { return nil }
            for byte in lines[index].utf8 {
                switch byte {
                case UInt8(ascii: "("), UInt8(ascii: "["): parentheses += 1
                case UInt8(ascii: ")"), UInt8(ascii: "]"): parentheses -= 1
                case UInt8(ascii: "{"): braces += 1
                case UInt8(ascii: "}"):
                    // The end of the type around a requirement without body.
                    guard braces > 0 else { return nil }
                    braces -= 1
                    if braces == 0, parentheses == 0 { return index }
                default: break
                }
            }
        }
        return nil
    }
}

/// Walks over a Swift text once and sorts its bytes into code and comments.
private struct Blanker {
    private let bytes: [UInt8]
    private(set) var code: [UInt8]
    private(set) var comments: [UInt8]
    private var index = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        code = bytes.map { $0 == UInt8(ascii: "\n") ? $0 : UInt8(ascii: " ") }
        comments = code
    }

    mutating func run() { readCode(untilParenthesis: false) }

    /// Code up to the end, or to the `)` that ends an interpolation.
    private mutating func readCode(untilParenthesis: Bool) {
        var depth = 0
        while index < bytes.count {
            if starts("//") {
                readComment { !$0.starts("\n") }
            } else if starts("/*") {
                readBlockComment()
            } else if let pounds = literalPounds() {
                readLiteral(pounds: pounds)
            } else {
                if bytes[index] == UInt8(ascii: "(") { depth += 1 }
                if bytes[index] == UInt8(ascii: ")") {
                    if untilParenthesis, depth == 0 { return }
                    depth -= 1
                }
                code[index] = bytes[index]
                index += 1
            }
        }
    }

    private mutating func readComment(while goesOn: (Blanker) -> Bool) {
        while index < bytes.count, goesOn(self) {
            comments[index] = bytes[index]
            index += 1
        }
    }

    private mutating func readBlockComment() {
        var depth = 0
        repeat {
            if starts("/*") {
                depth += 1
                index += 2
            } else if starts("*/") {
                depth -= 1
                index += 2
            } else {
                comments[index] = bytes[index]
                index += 1
            }
        } while depth > 0 && index < bytes.count
    }

    /// How many `#` stand before the quote that begins a literal here; nil where none begins.
    private func literalPounds() -> Int? {
        var end = index
        while end < bytes.count, bytes[end] == UInt8(ascii: "#") { end += 1 }
        return end < bytes.count && bytes[end] == UInt8(ascii: "\"") ? end - index : nil
    }

    private mutating func readLiteral(pounds: Int) {
        index += pounds
        let fence = String(repeating: "#", count: pounds)
        let quote = starts("\"\"\"") ? "\"\"\"" : "\""
        index += quote.utf8.count
        while index < bytes.count, !starts(quote + fence) {
            if starts("\\" + fence + "(") {
                index += 2 + pounds
                readCode(untilParenthesis: true)
                index += 1
            } else {
                index += starts("\\" + fence) ? 2 + pounds : 1
            }
        }
        index += quote.utf8.count + pounds
    }

    private func starts(_ text: String) -> Bool { bytes[index...].starts(with: text.utf8) }
}
