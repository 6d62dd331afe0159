/// The folder of this repository.
enum RepositoryRoot {
    static let path: String = {
        let here: String = #filePath
        return here.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
    }()
}
