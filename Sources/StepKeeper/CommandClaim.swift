import CLinux
import Glibc

/// The files of one command in the spool: `NAME.claim`, which its keeper holds locked and which says its process, and
/// `NAME.exit`, the ``CommandReport``.
///
/// A claim is made by link(2), which only one can do: whoever has made it starts the command, and nobody else ever does.
/// While its keeper lives, the claim is locked; the lock is gone with the process, however that ends.
package struct CommandClaim: Sendable, Equatable {
    package var directory: String
    package var name: String

    package init(directory: String, name: String) {
        self.directory = directory
        self.name = name
    }

    package var path: String { "\(directory)/\(name)\(Self.ending)" }
    package var reportPath: String { "\(directory)/\(name)\(Self.reportEnding)" }

    package static let ending = ".claim"
    package static let reportEnding = ".exit"

    /// What there is of a command.
    package enum State: Equatable {
        /// It was never started.
        case none
        /// Its keeper, which has this process, is there.
        case kept(Int32)
        /// Its keeper is gone.
        case abandoned
    }

    package var state: State {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return .none }
        defer { close(descriptor) }
        if flock(descriptor, LOCK_SH | LOCK_NB) == 0 { return .abandoned }
        var buffer = [UInt8](repeating: 0, count: 32)
        let count = read(descriptor, &buffer, buffer.count)
        let text = String(decoding: buffer.prefix(max(0, count)).prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
        // Locked and not written yet: it is about to be.
        return .kept(pid_t(text) ?? 0)
    }

    /// Claims the command for this process.
    ///
    /// - Returns: the locked file, to be kept open; nil, with `errno`, when somebody has claimed it before (`EEXIST`) or it
    ///   cannot be written.
    func make() -> Int32? {
        let temporary = "\(directory)/.\(name).\(getpid())"
        let descriptor = open(temporary, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return nil }
        let isLocked = flock(descriptor, LOCK_EX | LOCK_NB) == 0
        // A keeper whose daemon has gone before this must not begin: another may have done it by now.
        clinux_outlive_parent()
        let isMade = isLocked && link(temporary, path) == 0
        let reason = errno
        unlink(temporary)
        guard isMade else {
            close(descriptor)
            errno = reason
            return nil
        }
        sync()
        return descriptor
    }

    /// Writes how the command ended, whole or not at all.
    func write(_ report: [UInt8]) -> Bool {
        let temporary = "\(directory)/.\(name).report"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var rest = report[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest.removeFirst(count)
        }
        guard fsync(descriptor) == 0, rename(temporary, reportPath) == 0 else { return false }
        sync()
        return true
    }

    /// The pipe by which keepers tell whoever watches the folder that they have written a report.
    package static func bellPath(in directory: String) -> String { "\(directory)/.bell" }

    /// Tells it. Nobody has to be there: the report is found all the same.
    func ring() {
        let bell = open(Self.bellPath(in: directory), O_WRONLY | O_NONBLOCK | O_CLOEXEC)
        guard bell >= 0 else { return }
        var one: UInt8 = 1
        _ = Glibc.write(bell, &one, 1)
        close(bell)
    }

    /// Forgets the command.
    package func remove() {
        unlink(reportPath)
        unlink(path)
    }

    private func sync() {
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }
}
