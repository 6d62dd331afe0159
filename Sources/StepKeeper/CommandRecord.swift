import CLinux
import Glibc
import StepJSON

/// The file of one command in the spool: what its keeper writes there, and the lock on it that says that somebody keeps it.
///
/// First line: the keeper's process, on disk before the command begins. Second line, when the command has ended: the
/// ``CommandReport``. Whoever starts the command makes the file by link(2), which only one can do, and hands it over open
/// and locked (flock(2)). The lock goes with the open file to the keeper, through systemd if need be, and is gone when the
/// last process that has it open ends, however that is. So a record without a lock is one that nobody writes any more.
package struct CommandRecord: Sendable, Equatable {
    package var directory: String
    package var name: String

    package init(directory: String, name: String) {
        self.directory = directory
        self.name = name
    }

    package static let ending = ".command"

    private var path: String { "\(directory)/\(name)\(Self.ending)" }

    /// A report has at most what is kept of a command's output, escaped.
    private static let bytesMax = 4 << 20

    /// What there is of a command.
    package enum State: Equatable {
        /// It was never started.
        case none
        /// Whoever was to start it is gone, and it did not begin, nor will it.
        case unbegun
        /// Its keeper is there; its process, or nil while it is about to be.
        case kept(Int32?)
        case ended(CommandReport)
        /// Its keeper is gone, and has not written how it ended.
        case abandoned
    }

    package var state: State {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return .none }
        defer { close(descriptor) }
        // First the lock: a keeper writes, and then it ends.
        let isKept = flock(descriptor, LOCK_SH | LOCK_NB) != 0
        let content = FileContent.bytes(descriptor, bytesMax: Self.bytesMax)
        let process = content.prefix { $0 != Self.lineFeed }
        if content.count > process.count + 1, content.last == Self.lineFeed,
            let report = Self.report(content.dropFirst(process.count + 1))
        {
            return .ended(report)
        }
        if isKept {
            return .kept(process.count < content.count ? pid_t(String(decoding: process, as: UTF8.self)) : nil)
        }
        return content.isEmpty ? .unbegun : .abandoned
    }

    private static let lineFeed = UInt8(ascii: "\n")

    private static func report(_ bytes: ArraySlice<UInt8>) -> CommandReport? {
        (try? JSONParser.parse(String(decoding: bytes, as: UTF8.self))).flatMap(CommandReport.init)
    }

    /// Makes the record, which nobody else may have made, durably.
    ///
    /// - Returns: the locked file, to be handed to the keeper; nil, with `errno`, when there is a record (`EEXIST`) or it
    ///   cannot be written.
    package func make() -> Int32? {
        let temporary = "\(directory)/.\(name)"
        unlink(temporary)
        let descriptor = open(temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return nil }
        let isMade = flock(descriptor, LOCK_EX | LOCK_NB) == 0 && link(temporary, path) == 0 && sync()
        let reason = errno
        unlink(temporary)
        guard isMade else {
            close(descriptor)
            errno = reason
            return nil
        }
        return descriptor
    }

    /// Forgets the command.
    package func remove() { unlink(path) }

    /// Asks the command's keeper to stop it, if `process` is the keeper.
    ///
    /// - Returns: whether it was asked, or is gone; false where the keeper is another user's.
    package func stop(_ process: Int32) -> Bool {
        guard let keeper = ProcessHandle(process) else { return true }
        defer { keeper.close() }
        // Looked at after the handle was got: the record is still kept, so the number is still the keeper's.
        guard state == .kept(process) else { return true }
        return keeper.signal(SIGTERM) || errno != EPERM
    }

    private func sync() -> Bool {
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return fsync(descriptor) == 0
    }

    /// Appends a line to an open record, so that it is on disk.
    static func append(_ line: String, to descriptor: Int32) -> Bool {
        var rest = Array("\(line)\n".utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest.removeFirst(count)
        }
        return fsync(descriptor) == 0
    }
}
