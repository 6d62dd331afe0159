import Glibc

/// A listening unix socket's file: made with the right mode, and removed by the one that made it.
///
/// Invariant: nobody can connect before the mode is set, because `listen` comes after it; a connection to a socket that
/// is bound and not yet listening is refused.
struct UnixSocketFile: Sendable {
    let path: String
    /// Which file it is: another process's socket at the same path is never removed.
    private let identity: FileIdentity

    /// Read and write for the owner and the group: `stepctl` needs to be in the daemon's group.
    static let mode: mode_t = 0o660

    private struct FileIdentity: Equatable, Sendable {
        var device: dev_t
        var inode: ino_t

        init(_ status: stat) {
            device = status.st_dev
            inode = status.st_ino
        }
    }

    /// Makes the socket at `path`, bound and not listening.
    ///
    /// - Returns: the file and the descriptor, which the caller owns.
    static func bind(path: String) throws(APIError) -> (file: UnixSocketFile, descriptor: CInt) {
        try checkParent(of: path)
        try removeStale(path)
        let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw failure("make a socket for", path) }
        guard withAddress(path, { Glibc.bind(descriptor, $0, $1) }) == 0 else {
            let error = failure("bind a socket to", path)
            close(descriptor)
            throw error
        }
        guard chmod(path, mode) == 0, let status = status(of: path) else {
            let error = failure("set the mode of", path)
            close(descriptor)
            unlink(path)
            throw error
        }
        return (UnixSocketFile(path: path, identity: FileIdentity(status)), descriptor)
    }

    /// Removes the file, if it is still this socket's.
    func remove() {
        guard let status = Self.status(of: path), FileIdentity(status) == identity else { return }
        unlink(path)
    }
}

extension UnixSocketFile {
    /// The folder must be there, and nobody but root and this user may be able to put another socket in its place.
    private static func checkParent(of path: String) throws(APIError) {
        let parent = path.split(separator: "/").dropLast().reduce(into: "") { $0 += "/" + $1 }
        let folder = parent.isEmpty ? "/" : parent
        var status = stat()
        guard stat(folder, &status) == 0 else { throw failure("find the folder of", path) }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            throw APIError(.refusedAddress, "cannot listen on unix:\(path): \(folder) is not a folder")
        }
        guard status.st_uid == 0 || status.st_uid == geteuid() else {
            throw APIError(
                .refusedAddress,
                "will not listen on unix:\(path): \(folder) belongs to user \(status.st_uid), who could replace the socket"
            )
        }
        guard status.st_mode & S_IWOTH == 0 || status.st_mode & S_ISVTX != 0 else {
            throw APIError(
                .refusedAddress,
                "will not listen on unix:\(path): everybody may write to \(folder); remove that right (chmod o-w)"
            )
        }
    }

    /// Removes a socket that a dead process left; anything else at `path` stays and is an error.
    private static func removeStale(_ path: String) throws(APIError) {
        guard let status = status(of: path) else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else {
            throw APIError(.refusedAddress, "cannot listen on unix:\(path): a file that is no socket is there")
        }
        let probe = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
        guard probe >= 0 else { throw failure("make a socket for", path) }
        defer { close(probe) }
        guard withAddress(path, { connect(probe, $0, $1) }) != 0, errno == ECONNREFUSED else {
            throw APIError(
                .addressInUse,
                "cannot listen on unix:\(path): another process answers there; stop it or choose another path"
            )
        }
        guard unlink(path) == 0 else { throw failure("remove the old socket", path) }
    }

    private static func status(of path: String) -> stat? {
        var status = stat()
        return lstat(path, &status) == 0 ? status : nil
    }

    private static func withAddress(
        _ path: String,
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> CInt
    ) -> CInt {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { bytes in
            bytes.copyBytes(from: path.utf8.prefix(ListenAddress.pathBytesMax))
        }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }

    private static func failure(_ action: String, _ path: String) -> APIError {
        APIError(.system, "cannot \(action) \(path): \(String(cString: strerror(errno)))")
    }
}
