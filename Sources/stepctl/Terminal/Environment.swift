import Glibc

/// The environment of this process.
enum Environment {
    /// The value of `name`; nil where it is not set.
    static subscript(name: String) -> String? { getenv(name).map { String(cString: $0) } }

    /// The values of those of `names` that are set.
    static func values(of names: [String]) -> [String: String] {
        Dictionary(names.compactMap { name in self[name].map { (name, $0) } }) { first, _ in first }
    }
}
