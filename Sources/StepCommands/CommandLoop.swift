import CLinux
import Glibc
import Logging
import StepEngine
import StepJSON
import StepKeeper
import StepLanguage
import StepMachine

/// The driver's thread: what it knows of commands that run.
final class CommandLoop {
    /// A command under way.
    private struct Entry {
        var request: TaskRequest
        var output: CommandRequest.Output
        var completion: @Sendable (TaskOutcome) -> Void
        /// Its keeper was started, by this daemon or an earlier one.
        var isKept = false
        var beatMilliseconds: Int64
        var nextBeat: Int64
    }

    private let driver: CommandDriver
    private let bell: Int32
    /// Where keepers say that they have written a report; where it cannot be made, the next look finds them.
    private let changes: Int32
    private var entries: [TaskToken: Entry] = [:]
    /// Commands that nobody waits for: they are being stopped.
    private var stopping: Set<String> = []
    /// Commands whose reports are with the engine, which has not written down the outcome yet.
    private var reported: Set<String> = []
    /// Until the job files were read, nobody knows which jobs may run commands.
    private var areJobsLoaded = false
    private var early: [(request: TaskRequest, completion: @Sendable (TaskOutcome) -> Void)] = []
    private var nextLook: Int64 = 0

    /// How often it is looked whether keepers are there, besides being told when they write.
    private static let lookMilliseconds: Int64 = 2_000
    /// The longest between two heartbeats.
    private static let beatMillisecondsMax: Int64 = 20_000

    init(_ driver: CommandDriver, bell: Int32) {
        self.driver = driver
        self.bell = bell
        // Open for both, so that it never ends when the last keeper has gone.
        let path = CommandClaim.bellPath(in: driver.spool.directory)
        mkfifo(path, 0o600)
        changes = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC)
    }

    func run() {
        while true {
            for request in driver.takeRequests() {
                if case .stop = request { return }
                handle(request)
            }
            if takeChanges() || now >= nextLook { look() }
            sendBeats()
            sleep()
        }
    }

    private var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }

    private func sleep() {
        let isIdle = entries.isEmpty && stopping.isEmpty
        let next = entries.values.map(\.nextBeat).min().map { min($0, nextLook) } ?? nextLook
        var polled = [
            pollfd(fd: bell, events: Int16(POLLIN), revents: 0), pollfd(fd: changes, events: Int16(POLLIN), revents: 0),
        ]
        poll(&polled, 2, isIdle ? -1 : Int32(clamping: max(1, next - now)))
    }

    /// Whether a keeper has written a report.
    private func takeChanges() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        var hasChanged = false
        while read(changes, &buffer, buffer.count) > 0 { hasChanged = true }
        return hasChanged
    }

    private func handle(_ request: CommandDriver.Request) {
        switch request {
        case .start(let request, let completion): start(request, completion)
        case .prepared(let token, let spec): keep(token, spec)
        case .refused(let token, let outcome): end(token, outcome)
        case .cancel(let token): cancel(token)
        case .settled(let token):
            let claim = driver.spool.claim(token)
            if reported.remove(claim.name) != nil { claim.remove() }
        case .reported(let token): reported.insert(driver.spool.claim(token).name)
        case .recovered: stopOrphans()
        case .jobsLoaded:
            areJobsLoaded = true
            for (request, completion) in early { start(request, completion) }
            early = []
        case .stop: break
        }
    }

    // MARK: - Starting

    private func start(_ request: TaskRequest, _ completion: @escaping @Sendable (TaskOutcome) -> Void) {
        let token = request.token
        let job = Self.machineName(request)
        let claim = driver.spool.claim(token)
        let isThere = claim.state != .none
        if !isThere, !areJobsLoaded { return early.append((request, completion)) }
        // A machine of the API may have the name of a job that was removed.
        let declared = request.isJob ? driver.declarations.of(job) : nil
        guard isThere || declared != nil else {
            let cause = "Only jobs of job files may run commands: '\(job)' is none."
            driver.logger.error(
                "\(job): a command is refused: no job file declares it",
                metadata: ["STEPD_JOB": "\(job)", "STEPD_RUN": "\(Self.run(request))"]
            )
            return completion(.failed(error: ErrorName.runtime, cause: cause))
        }
        let command: CommandRequest
        do throws(CommandRequest.Fault) {
            command = try CommandRequest(request.parameters.value)
        } catch {
            return completion(.failed(error: ErrorName.runtime, cause: error.cause))
        }
        let beat = min(Self.beatMillisecondsMax, max(100, (request.heartbeatSeconds ?? 60) * 1000 / 3))
        entries[token] = Entry(
            request: request,
            output: command.output,
            completion: completion,
            beatMilliseconds: beat,
            nextBeat: now + beat
        )
        guard !isThere, let declaration = declared else {
            entries[token]?.isKept = true
            return look(claim, token)
        }
        for setting in command.unitSettings {
            driver.logger.warning(
                "\(job): \(setting) needs a unit of systemd, and does not count here",
                metadata: ["STEPD_JOB": "\(job)"]
            )
        }
        prepare(request, command, declaration)
    }

    /// Fetches the secrets, which may take its time.
    private func prepare(
        _ request: TaskRequest,
        _ command: CommandRequest,
        _ declaration: CommandDeclarations.Declaration
    ) {
        let driver = driver
        let spec = Self.spec(request, command)
        let token = request.token
        Task {
            var spec = spec
            for name in command.secrets {
                do {
                    guard let source = declaration.secrets[name] else {
                        throw SecretStore.Failure("\(declaration.file) does not say where it is")
                    }
                    let value = try await driver.secrets.value(of: source)
                    spec.environment[name] = value
                    spec.secrets.append(value)
                } catch {
                    let cause = "The secret \(name) cannot be had: \(error)"
                    return driver.post(.refused(token, .failed(error: "Command.NotStarted", cause: cause)))
                }
            }
            driver.post(.prepared(token, spec))
        }
    }

    private static func spec(_ request: TaskRequest, _ command: CommandRequest) -> CommandSpec {
        var spec = CommandSpec()
        let job = machineName(request)
        spec.words = command.words
        spec.environment = CommandEnvironment.variables(user: command.user)
        spec.environment["STEPD_JOB"] = job
        spec.environment["STEPD_RUN"] = run(request)
        spec.environment["STEPD_STATE"] = request.stateName
        spec.environment.merge(command.environment) { $1 }
        spec.workingDirectory = command.workingDirectory
        spec.user = command.user
        spec.group = command.group
        spec.nice = command.nice
        spec.memoryBytesMax = command.memoryBytesMax
        // The engine's own limit comes first where the daemon is there.
        spec.timeoutSeconds = request.timeoutSeconds.map { $0 + 2 }
        spec.fields = [
            "STEPD_JOB": job, "STEPD_RUN": run(request), "STEPD_STATE": request.stateName, "SYSLOG_IDENTIFIER": job,
        ]
        spec.usesJournal = CommandEnvironment.usesJournal
        return spec
    }

    private func keep(_ token: TaskToken, _ spec: CommandSpec) {
        guard entries[token] != nil else { return }
        let claim = driver.spool.claim(token)
        switch driver.spool.start(claim, spec) {
        case .started, .claimed:
            entries[token]?.isKept = true
            nextLook = min(nextLook, now + Self.lookMilliseconds)
        case .failed(let reason): end(token, .failed(error: "Command.NotStarted", cause: reason))
        }
    }

    private static func machineName(_ request: TaskRequest) -> String {
        request.originARNs.first?.split(separator: ":").last.map(String.init) ?? ""
    }

    private static func run(_ request: TaskRequest) -> String {
        request.originARNs.last?.split(separator: ":").suffix(2).joined(separator: ":") ?? "-"
    }

    // MARK: - Watching

    /// Looks at all commands that are kept or being stopped.
    private func look() {
        nextLook = now + Self.lookMilliseconds
        for (token, entry) in entries where entry.isKept { look(driver.spool.claim(token), token) }
        for name in stopping {
            let claim = CommandClaim(directory: driver.spool.directory, name: name)
            if case .kept = claim.state { continue }
            claim.remove()
            stopping.remove(name)
        }
    }

    private func look(_ claim: CommandClaim, _ token: TaskToken) {
        guard let entry = entries[token] else { return }
        // First the keeper, then its report: it may write and end in between.
        let state = claim.state
        if let report = driver.spool.report(claim) {
            reported.insert(claim.name)
            return end(token, CommandOutcome.outcome(of: report, entry.output))
        }
        guard state == .abandoned || state == .none else { return }
        // The claim stays until that is on disk, or a crash now would start the command again.
        reported.insert(claim.name)
        let cause =
            "The process that kept the command is gone, as after a restart of the machine: it may have been done."
        end(token, .failed(error: ErrorName.taskInterrupted, cause: cause))
    }

    private func end(_ token: TaskToken, _ outcome: TaskOutcome) {
        guard let entry = entries.removeValue(forKey: token) else { return }
        entry.completion(outcome)
    }

    private func sendBeats() {
        let now = now
        for (token, entry) in entries where entry.nextBeat <= now {
            entries[token]?.nextBeat = now + entry.beatMilliseconds
            if entry.request.heartbeatSeconds != nil { driver.beat(token) }
        }
    }

    // MARK: - Stopping

    private func cancel(_ token: TaskToken) {
        early.removeAll { $0.request.token == token }
        guard entries.removeValue(forKey: token) != nil else { return }
        stop(driver.spool.claim(token))
    }

    private func stop(_ claim: CommandClaim) {
        switch claim.state {
        case .kept(let process):
            stopping.insert(claim.name)
            nextLook = min(nextLook, now + Self.lookMilliseconds)
            if process > 0 { kill(process, SIGTERM) }
        case .abandoned: claim.remove()
        case .none: break
        }
    }

    /// Commands that an earlier daemon was to stop, or whose tasks have ended without it.
    private func stopOrphans() {
        // A keeper of the earlier daemon may have claimed one that is to be started only now.
        let awaited = early.map(\.request.token) + entries.keys
        let known = reported.union(awaited.map { driver.spool.claim($0).name })
        for name in driver.spool.names() where !known.contains(name) {
            let claim = CommandClaim(directory: driver.spool.directory, name: name)
            driver.logger.notice("a command that nobody waits for is stopped", metadata: ["command": "\(name)"])
            stop(claim)
        }
    }
}
