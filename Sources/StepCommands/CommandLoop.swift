import CLinux
import Glibc
import Logging
import StepEngine
import StepKeeper
import StepLanguage
import StepLauncher
import StepMachine

/// The driver's thread: what it knows of commands that run, and what it waits for.
final class CommandLoop {
    /// A command under way.
    struct Entry {
        var request: TaskRequest
        var command: CommandRequest
        var completion: @Sendable (TaskOutcome) -> Void
        var phase = Phase.preparing
        var beatMilliseconds: Int64
        var nextBeat: Int64
    }

    enum Phase {
        /// Its secrets are being fetched.
        case preparing
        /// It is to be asked for when fewer are.
        case queued(CommandStart)
        /// The launcher was asked; the record stays open until it has answered.
        case launching(LauncherConnection, record: Int32)
        /// It has a record. The keeper's handle, where the keeper's process is known.
        case kept(ProcessHandle?)
    }

    let driver: CommandDriver
    private let bell: Int32
    var entries: [TaskToken: Entry] = [:]
    /// Commands that nobody waits for: they are being stopped.
    private var stopping: [String: ProcessHandle?] = [:]
    /// Requests to stop that go to the launcher.
    private var stops: [LauncherConnection] = []
    /// Commands whose outcomes are with the engine, which has not written them down yet.
    var reported: Set<String> = []
    /// Until the job files were read, nobody knows which jobs may run commands.
    private(set) var areJobsLoaded = false
    var early: [(request: TaskRequest, completion: @Sendable (TaskOutcome) -> Void)] = []
    private var nextLook: Int64 = 0

    /// How often is looked at what does not tell its end.
    private static let lookMilliseconds: Int64 = 1_000
    /// The longest between two heartbeats.
    static let beatMillisecondsMax: Int64 = 20_000

    init(_ driver: CommandDriver, bell: Int32) {
        self.driver = driver
        self.bell = bell
    }

    func run() {
        while true {
            for request in driver.takeRequests() {
                if case .stop = request { return }
                handle(request)
            }
            startQueued()
            if now >= nextLook { look() }
            sendBeats()
            sleep()
        }
    }

    var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }

    /// Waits for requests, answers of the launcher and ends of keepers, and takes those.
    private func sleep() {
        var polled = [pollfd(fd: bell, events: Int16(POLLIN), revents: 0)]
        var tokens: [TaskToken] = []
        for (token, entry) in entries {
            switch entry.phase {
            case .launching(let connection, _):
                polled.append(pollfd(fd: connection.descriptor, events: Int16(POLLIN), revents: 0))
            case .kept(let keeper?): polled.append(pollfd(fd: keeper.descriptor, events: Int16(POLLIN), revents: 0))
            case .preparing, .queued, .kept(nil): continue
            }
            tokens.append(token)
        }
        for connection in stops { polled.append(pollfd(fd: connection.descriptor, events: Int16(POLLIN), revents: 0)) }
        let isWatching = !stopping.isEmpty || entries.values.contains { $0.isUnseen }
        let beat = entries.values.filter { $0.request.heartbeatSeconds != nil }.map(\.nextBeat).min()
        let next = [isWatching ? nextLook : nil, beat].compactMap { $0 }.min()
        poll(&polled, nfds_t(polled.count), next.map { Int32(clamping: max(1, $0 - now)) } ?? -1)
        for (token, entry) in zip(tokens, polled.dropFirst()) where entry.revents != 0 { take(token) }
        for (index, entry) in polled.dropFirst(1 + tokens.count).enumerated().reversed() where entry.revents != 0 {
            takeStop(index)
        }
    }

    /// Something has come of what a command waits for.
    private func take(_ token: TaskToken) {
        switch entries[token]?.phase {
        case .launching(let connection, let record): takeAnswer(token, connection, record)
        case .kept: look(token)
        case .preparing, .queued, nil: break
        }
    }

    private func handle(_ request: CommandDriver.Request) {
        switch request {
        case .start(let request, let completion): start(request, completion)
        case .prepared(let token, let start): keep(token, start)
        case .refused(let token, let outcome): end(token, outcome)
        case .cancel(let token): cancel(token)
        case .settled(let token):
            let record = driver.spool.record(token)
            if reported.remove(record.name) != nil { record.remove() }
        case .reported(let token): reported.insert(driver.spool.record(token).name)
        case .recovered: stopOrphans()
        case .jobsLoaded:
            areJobsLoaded = true
            let waiting = early
            early = []
            for (request, completion) in waiting { start(request, completion) }
        case .stop: break
        }
    }

    // MARK: - Watching

    /// Looks at all commands whose end nobody tells.
    private func look() {
        nextLook = now + Self.lookMilliseconds
        for (token, entry) in entries where entry.isUnseen { look(token) }
        for (name, keeper) in stopping {
            let record = driver.spool.record(name)
            if case .kept(let process) = record.state {
                // Again and again: a keeper that has just begun is not there to be asked before.
                if let process { askToStop(record, process) }
                continue
            }
            record.remove()
            keeper?.reap()
            stopping[name] = nil
        }
    }

    /// Looks at a command that has, or had, a keeper.
    func look(_ token: TaskToken) {
        guard let entry = entries[token], case .kept(let keeper) = entry.phase else { return }
        let record = driver.spool.record(token)
        switch record.state {
        case .ended(let report):
            reported.insert(record.name)
            end(token, CommandOutcome.outcome(of: report, entry.command.output))
        case .kept(let process):
            guard keeper == nil, let process, let handle = ProcessHandle(process) else { return }
            // Still kept with the handle at hand: the number was the keeper's.
            guard case .kept = record.state else {
                handle.close()
                return look(token)
            }
            entries[token]?.phase = .kept(handle)
        case .unbegun:
            fail(token, "Command.NotStarted", "Its keeper ended before the command began; the log says more.")
        case .abandoned, .none:
            // The record stays until the outcome is on disk, or a crash now would start the command again.
            reported.insert(record.name)
            let cause =
                "The process that kept the command is gone, as after a restart of the machine: it may have been done."
            end(token, .failed(error: ErrorName.taskInterrupted, cause: cause))
        }
    }

    /// A command that did not begin.
    func fail(_ token: TaskToken, _ error: String, _ cause: String) {
        // Until the outcome is on disk, its record says that it did not.
        reported.insert(driver.spool.record(token).name)
        end(token, .failed(error: error, cause: cause))
    }

    func end(_ token: TaskToken, _ outcome: TaskOutcome) {
        guard let entry = entries.removeValue(forKey: token) else { return }
        if case .kept(let keeper?) = entry.phase { keeper.reap() }
        entry.completion(outcome)
    }

    private func sendBeats() {
        let now = now
        for (token, entry) in entries where entry.request.heartbeatSeconds != nil && entry.nextBeat <= now {
            entries[token]?.nextBeat = now + entry.beatMilliseconds
            driver.beat(token)
        }
    }

    // MARK: - Stopping

    private func cancel(_ token: TaskToken) {
        early.removeAll { $0.request.token == token }
        guard let entry = entries.removeValue(forKey: token) else { return }
        let record = driver.spool.record(token)
        switch entry.phase {
        case .preparing, .queued: return
        case .launching(let connection, let file):
            connection.close()
            close(file)
            stop(record, nil)
        case .kept(let keeper): stop(record, keeper)
        }
    }

    private func stop(_ record: CommandRecord, _ keeper: ProcessHandle?) {
        stopping[record.name] = .some(keeper)
        nextLook = now
    }

    private func askToStop(_ record: CommandRecord, _ process: Int32) {
        guard !record.stop(process), case .launcher(let socket) = driver.starter else { return }
        // The keeper is another user's.
        if let connection = try? LauncherConnection(path: socket, .stop(record.name)) { stops.append(connection) }
    }

    private func takeStop(_ index: Int) {
        guard let answer = stops[index].take() else { return }
        stops.remove(at: index).close()
        if case .failed(let reason) = answer { driver.logger.error("\(reason)") }
    }

    /// Commands that an earlier daemon was to stop, or whose tasks have ended without it.
    private func stopOrphans() {
        // A keeper of the earlier daemon may keep one that is to be started only now.
        let awaited = early.map(\.request.token) + entries.keys
        let known = reported.union(awaited.map { driver.spool.record($0).name })
        for name in driver.spool.names() where !known.contains(name) {
            driver.logger.notice("a command that nobody waits for is stopped", metadata: ["command": "\(name)"])
            stop(driver.spool.record(name), nil)
        }
    }
}

extension CommandLoop.Entry {
    /// Whether nothing tells its end.
    fileprivate var isUnseen: Bool {
        if case .kept(nil) = phase { true } else { false }
    }
}
