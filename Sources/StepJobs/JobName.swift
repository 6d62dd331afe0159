/// The names AWS allows for a state machine (API reference, CreateStateMachine).
enum JobName {
    static let lengthMax = 80

    /// What is wrong with a name; nil if nothing is.
    static func fault(of name: String) -> String? {
        if name.isEmpty { return "a job's name cannot be empty" }
        if name.unicodeScalars.count > lengthMax { return "a job's name has at most \(lengthMax) characters" }
        guard let bad = name.unicodeScalars.first(where: isForbidden) else { return nil }
        let shown = bad.value <= 0x20 || bad.properties.generalCategory == .control ? "white space" : "`\(bad)`"
        return "a job's name cannot hold \(shown)"
    }

    private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0...0x20, 0x7F...0x9F, 0xFFFE, 0xFFFF: true
        default:
            scalar.properties.isWhitespace || "<>{}[]?*\"#%\\^|~`$&,;:/".unicodeScalars.contains(scalar)
        }
    }

    /// The name of a file without its folder and extension.
    static func name(ofFile path: String) -> String {
        let file = path.split(separator: "/").last.map(String.init) ?? path
        guard let point = file.lastIndex(of: "."), point != file.startIndex else { return file }
        return String(file[..<point])
    }
}
