import CCurl
import Glibc

/// A shared file as it was when it was last looked at.
struct WatchedFile {
    /// What tells one version of a file from another.
    private struct Version: Equatable {
        var device: UInt
        var inode: UInt
        var bytes: Int
        var changedSeconds: Int
        var changedNanoseconds: Int
    }

    private var version: Version?
    private var file = SharedConfigFile()

    /// The file's contents now; empty if there is none.
    mutating func contents(_ path: String?) -> SharedConfigFile {
        guard let path, let now = Self.version(of: path) else {
            version = nil
            file = SharedConfigFile()
            return file
        }
        if now != version {
            file = SharedConfigFile.read(path)
            version = now
        }
        return file
    }

    private static func version(of path: String) -> Version? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return Version(
            device: status.st_dev,
            inode: status.st_ino,
            bytes: status.st_size,
            changedSeconds: status.st_mtim.tv_sec,
            changedNanoseconds: status.st_mtim.tv_nsec
        )
    }
}
