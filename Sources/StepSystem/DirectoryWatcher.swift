import CLinux
import CSystemd
import Glibc
import Synchronization

/// Reports which job files of one directory were written or removed, by inotify(7).
///
/// What editors leave lying about on the way (swap and backup files, `4913`, names with a dot in front) is never
/// reported: see `isWatched`. The directory may be a symbolic link, and its files may be published the Kubernetes way,
/// by swinging a link named `..data`; a link whose target is elsewhere reports no change of that target.
/// When events were lost, or the directory was replaced, the answer is `rescan`: read everything again.
///
/// Drive it from a loop of your own with `descriptor` and `read`, or let `start` run a thread.
package final class DirectoryWatcher: Sendable {
    /// What became of the directory or of a file in it; names are without the directory.
    package enum Change: Sendable, Equatable, Hashable {
        /// The file was created, replaced, closed after writing, or its permissions changed.
        case written(String)
        /// The file was deleted or moved away.
        case removed(String)
        /// Anything may have changed: list the directory and compare.
        case rescan
        /// The directory is gone; `rescan` follows when it is back.
        case directoryMissing
    }

    /// Endings of the names that are job files.
    package static let extensions = ["yaml", "yml", "json"]

    /// As it was given.
    package let path: String
    /// Readable when `read` has something to say; for poll(2). Owned by the watcher.
    package let descriptor: Int32

    let wakeup: Int32
    let thread = Mutex<WatcherThread?>(nil)
    private let watches: Mutex<Watches>

    /// The kernel's numbers of what is being watched.
    private struct Watches {
        /// The directory itself; `nil` while it is missing.
        var directory: Int32?
        /// The one that holds it, so that a replaced link or directory is noticed.
        var parent: Int32?
    }

    private static let directoryMask = UInt32(
        IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE | IN_DELETE | IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF
            | IN_ONLYDIR | IN_MASK_ADD
    )
    private static let parentMask = UInt32(
        IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE | IN_DELETE | IN_ONLYDIR | IN_MASK_ADD
    )

    /// Watches the directory from now on; it must be there.
    package init(path: String) throws(SystemError) {
        let descriptor = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
        guard descriptor >= 0 else { throw SystemError("watch \(path)") }
        let wakeup = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
        let directory = inotify_add_watch(descriptor, path, Self.directoryMask)
        guard wakeup >= 0, directory >= 0 else {
            let error = SystemError("watch \(path)")
            close(descriptor)
            if wakeup >= 0 { close(wakeup) }
            throw error
        }
        self.path = path
        self.descriptor = descriptor
        self.wakeup = wakeup
        let parent = inotify_add_watch(descriptor, Self.parent(of: path), Self.parentMask)
        watches = Mutex(Watches(directory: directory, parent: parent >= 0 ? parent : nil))
    }

    deinit {
        close(descriptor)
        close(wakeup)
    }

    /// Whether `name` can be a job file: it ends as one and does not start as editors' and packagers' files do.
    package static func isWatched(_ name: String) -> Bool {
        guard let first = name.utf8.first, first != UInt8(ascii: "."), first != UInt8(ascii: "#"),
            let dot = name.utf8.lastIndex(of: UInt8(ascii: "."))
        else { return false }
        return extensions.contains(String(name[name.index(after: dot)...]))
    }

    /// Whether the directory is there and watched.
    package var isWatching: Bool { watches.withLock { $0.directory != nil } }

    /// What has happened since the last call, in order, without waiting.
    ///
    /// Not settled: a file that is written twice is reported twice. While the directory is missing each call looks
    /// whether it is back, so call now and then even if the descriptor stays quiet.
    package func read() -> [Change] {
        var changes: [Change] = []
        var buffer = [UInt8](repeating: 0, count: 64 * 1_024)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            for event in InotifyEvent.all(in: buffer[..<count]) {
                if let change = change(event) { changes.append(change) }
            }
        }
        if !isWatching, rewatch() { changes.append(.rescan) }
        return changes
    }

    private func change(_ event: InotifyEvent) -> Change? {
        if event.has(IN_Q_OVERFLOW) { return .rescan }
        let watches = self.watches.withLock { $0 }
        if event.watch == watches.directory {
            if event.has(IN_DELETE_SELF) || event.has(IN_MOVE_SELF) || event.has(IN_IGNORED) || event.has(IN_UNMOUNT) {
                return lostDirectory()
            }
            return fileChange(event)
        }
        guard event.watch == watches.parent, event.name == Self.lastPart(of: path) else { return nil }
        let target = inotify_add_watch(descriptor, path, Self.directoryMask)
        // The kernel gives the same number again for the same directory: nothing was replaced.
        if target >= 0, target == watches.directory { return nil }
        if target < 0 { return lostDirectory() }
        if let old = watches.directory { inotify_rm_watch(descriptor, old) }
        self.watches.withLock { $0.directory = target }
        return .rescan
    }

    private func fileChange(_ event: InotifyEvent) -> Change? {
        guard let name = event.name else { return nil }
        if name == "..data" { return .rescan }
        guard Self.isWatched(name), !event.has(IN_ISDIR) else { return nil }
        if event.has(IN_DELETE) || event.has(IN_MOVED_FROM) { return .removed(name) }
        // A new file is reported when it has been written; a link has no such moment.
        if event.has(IN_CREATE), !isLink(name) { return nil }
        return .written(name)
    }

    private func isLink(_ name: String) -> Bool {
        var status = stat()
        guard lstat("\(path)/\(name)", &status) == 0 else { return false }
        return status.st_mode & S_IFMT == S_IFLNK || status.st_nlink > 1
    }

    private func lostDirectory() -> Change? {
        let old = watches.withLock { watches in
            defer { watches.directory = nil }
            return watches.directory
        }
        guard let old else { return nil }
        inotify_rm_watch(descriptor, old)
        return rewatch() ? .rescan : .directoryMissing
    }

    private func rewatch() -> Bool {
        let directory = inotify_add_watch(descriptor, path, Self.directoryMask)
        let parent = inotify_add_watch(descriptor, Self.parent(of: path), Self.parentMask)
        return watches.withLock { watches in
            if parent >= 0 { watches.parent = parent }
            guard directory >= 0 else { return false }
            watches.directory = directory
            return true
        }
    }

    private static func parts(of path: String) -> [Substring] { path.split(separator: "/").filter { $0 != "." } }

    private static func lastPart(of path: String) -> String { parts(of: path).last.map(String.init) ?? "" }

    private static func parent(of path: String) -> String {
        let parts = parts(of: path).dropLast()
        if path.hasPrefix("/") { return "/" + parts.joined(separator: "/") }
        return parts.isEmpty ? "." : parts.joined(separator: "/")
    }
}
