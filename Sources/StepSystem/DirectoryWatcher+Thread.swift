import CLinux
import CSystemd
import Glibc
import Synchronization

extension DirectoryWatcher {
    /// How long nothing must happen before changes are passed on: editors write a file in several steps.
    package static let settleMilliseconds: Int32 = 100
    /// How long changes wait at most, however much goes on.
    package static let settleMillisecondsMax = 2_000
    /// How often a missing directory is looked for.
    static let missingMilliseconds: Int32 = 1_000

    /// Watches on a thread of its own until `stop`, and calls `onChange` there with settled changes: each file once,
    /// with what happened to it last, sorted by name; or `rescan` alone.
    package func start(onChange: @escaping @Sendable ([Change]) -> Void) throws(SystemError) {
        let started = try WatcherThread(name: "jobs.d") { [self] in run(onChange: onChange) }
        thread.withLock { $0 = started }
    }

    /// Ends `run`, and the thread of `start` if there is one: after it no call of `onChange` is going on.
    /// Not to be called from `onChange`.
    package func stop() {
        eventfd_write(wakeup, 1)
        let running = thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        running?.join()
    }

    /// The loop that `start` runs; returns after `stop`.
    package func run(onChange: ([Change]) -> Void) {
        var pending: [Change] = []
        var pendingSince: UInt64 = 0
        while true {
            let timeout = pending.isEmpty ? (isWatching ? -1 : Self.missingMilliseconds) : Self.settleMilliseconds
            guard let isReadable = wait(milliseconds: timeout) else { return }
            let changes = isReadable || !isWatching ? read() : []
            if pending.isEmpty { pendingSince = Self.nowMilliseconds() }
            pending += changes
            let isSettled =
                changes.isEmpty || Self.nowMilliseconds() - pendingSince >= UInt64(Self.settleMillisecondsMax)
            if !pending.isEmpty, isSettled {
                onChange(Self.settled(pending))
                pending = []
            }
        }
    }

    /// Each name once with its last change, sorted; what concerns the directory replaces them all.
    static func settled(_ changes: [Change]) -> [Change] {
        if let whole = changes.last(where: { $0 == .rescan || $0 == .directoryMissing }) { return [whole] }
        var last: [String: Change] = [:]
        for change in changes {
            switch change {
            case .written(let name), .removed(let name): last[name] = change
            case .rescan, .directoryMissing: break
            }
        }
        return last.sorted { $0.key < $1.key }.map(\.value)
    }

    /// Whether there is something to read; `nil` when the watcher was stopped.
    private func wait(milliseconds: Int32) -> Bool? {
        var descriptors = [
            pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: wakeup, events: Int16(POLLIN), revents: 0),
        ]
        guard poll(&descriptors, 2, milliseconds) >= 0 else { return errno == EINTR ? false : nil }
        guard descriptors[1].revents == 0 else {
            // Taken, so that the watcher can be started again.
            var count: eventfd_t = 0
            eventfd_read(wakeup, &count)
            return nil
        }
        return descriptors[0].revents != 0
    }

    private static func nowMilliseconds() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000 + UInt64(time.tv_nsec) / 1_000_000
    }
}
