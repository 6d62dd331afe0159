import FoundationEssentials
import Testing

/// The files of this repository, found from the place of this one.
struct SourceTree {
    /// A file of Swift.
    struct File: CustomTestStringConvertible {
        /// From the repository's top, with slashes: `Sources/StepJSON/JSONValue.swift`.
        var path: String
        var text: SwiftText

        /// The directory below `Sources` or `Tests`: the target that the file belongs to.
        var target: String { path.split(separator: "/").dropFirst().first.map(String.init) ?? "" }
        var testDescription: String { path }
    }

    /// The repository's top.
    static let root: String = {
        let here: String = #filePath
        return here.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
    }()

    /// All Swift files below `directory`, in the order of their paths.
    static func files(in directory: String) throws -> [File] {
        // The directory may be a link.
        let top = URL(filePath: "\(root)/\(directory)").resolvingSymlinksInPath().path
        let paths = try FileManager.default.subpathsOfDirectory(atPath: top).filter { $0.hasSuffix(".swift") }
        return try paths.sorted().map { path in
            let bytes = try Data(contentsOf: URL(filePath: "\(top)/\(path)"))
            return File(path: "\(directory)/\(path)", text: SwiftText(String(decoding: bytes, as: UTF8.self)))
        }
    }

    /// What stands at the repository's top.
    static func topLevelNames() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: root).sorted()
    }
}
