import Glibc

/// Paths that a job file names: relative to the folder it is in.
enum JobPath {
    /// The absolute path of a file or folder that is there, without links; nil if there is none.
    static func absolute(_ path: String, besideFile file: String) -> String? {
        let folder = file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
        guard let resolved = realpath(path.hasPrefix("/") ? path : "\(folder)\(path)", nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
