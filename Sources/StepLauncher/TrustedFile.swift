import CLinux
import Glibc
package import StepJobs

/// Reads a file that nobody but root can have written or put there.
///
/// Every folder on its path, and the file, belong to root, may be written by root alone, and are no symbolic links; each is
/// opened in the one before, so that nothing can be put in between. As only root may change any of that, what was true when
/// it was looked at was true before.
package enum TrustedFile {
    /// What is wrong with the file at `path`; nil where the launcher would read it.
    package static func fault(at path: String) -> FileFault? {
        do throws(FileFault) {
            _ = try bytes(at: path, bytesMax: JobFile.bytesMax)
            return nil
        } catch {
            return error
        }
    }

    /// The content of the file at `path`, which is from the root and has no `.` and `..`; a fault says what is wrong, and
    /// with which part of the path.
    static func bytes(at path: String, bytesMax: Int) throws(FileFault) -> [UInt8] {
        let parts = path.split(separator: "/")
        guard path.hasPrefix("/"), let last = parts.indices.last, !parts.contains(where: { $0 == "." || $0 == ".." })
        else { throw FileFault(path: path, message: "it is no path from the root") }
        var descriptor = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { close(descriptor) }
        var place = ""
        try check(descriptor, "/")
        for (index, part) in parts.enumerated() {
            place += "/\(part)"
            let flags = index == last ? O_RDONLY | O_NONBLOCK : O_RDONLY | O_DIRECTORY
            let next = openat(descriptor, String(part), flags | O_NOFOLLOW | O_CLOEXEC)
            guard next >= 0 else { throw fault(descriptor, String(part), place) }
            close(descriptor)
            descriptor = next
            try check(descriptor, place)
        }
        return try RegularFile.bytes(of: descriptor, path: path, bytesMax: bytesMax)
    }

    private static func check(_ descriptor: Int32, _ place: String) throws(FileFault) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw FileFault(path: place, errno: errno) }
        guard status.st_uid == 0 else {
            let owner = getpwuid(status.st_uid).map { String(cString: $0.pointee.pw_name) } ?? "user \(status.st_uid)"
            throw FileFault(path: place, message: "it belongs to \(owner), not to root; `chown root \(place)`")
        }
        for (bit, who, letter) in [(S_IWOTH, "everybody", "o"), (S_IWGRP, "its group", "g")]
        where status.st_mode & bit != 0 {
            throw FileFault(path: place, message: "\(who) may write it; `chmod \(letter)-w \(place)`")
        }
    }

    private static func fault(_ folder: Int32, _ name: String, _ place: String) -> FileFault {
        let reason = errno
        var status = stat()
        if fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0, status.st_mode & S_IFMT == S_IFLNK {
            return FileFault(path: place, message: "it is a symbolic link, which is not followed")
        }
        return FileFault(path: place, errno: reason)
    }
}
