import Glibc

/// The environment of this process.
enum Environment {
    /// The value of `name`; nil where it is not set.
    static subscript(name: String) -> String? { getenv(name).map { String(cString: $0) } }

    /// Whether text goes out as UTF-8 (locale(7): the first of three variables that is set counts).
    static var isUTF8: Bool {
        let name = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { self[$0] }.first { !$0.isEmpty } ?? ""
        let lower = name.lowercased()
        return lower.contains("utf-8") || lower.contains("utf8")
    }

    /// The values of those of `names` that are set.
    static func values(of names: [String]) -> [String: String] {
        Dictionary(names.compactMap { name in self[name].map { (name, $0) } }) { first, _ in first }
    }
}
