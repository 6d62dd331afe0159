import CLinux
import Glibc
import Logging
import StepJSON
import StepKeeper
import StepLanguage
import StepLauncher
import StepMachine

/// Starting commands, or finding those that an earlier daemon has started.
extension CommandLoop {
    /// As many requests are with the launcher at the same time: each is a process, and systemd has its own bound.
    private static let launchesMax = 16

    func start(_ request: TaskRequest, _ completion: @escaping @Sendable (TaskOutcome) -> Void) {
        let token = request.token
        let job = Self.machineName(request)
        let record = driver.spool.record(token)
        // What did not begin, and cannot any more, is started anew.
        if record.state == .unbegun { record.remove() }
        let isThere = record.state != .none
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
            command: command,
            completion: completion,
            beatMilliseconds: beat,
            nextBeat: now + beat
        )
        guard !isThere, let declaration = declared else { return watch(token) }
        if case .children = driver.starter {
            guard command.sandbox.isEmpty else {
                let cause = "`sandbox` needs systemd and the launcher, and this daemon starts commands by itself."
                return end(token, .failed(error: "Command.NotStarted", cause: cause))
            }
            for setting in command.unitSettings {
                driver.logger.warning(
                    "\(job): \(setting) needs a unit of systemd, and does not count here",
                    metadata: ["STEPD_JOB": "\(job)"]
                )
            }
        }
        prepare(request, command, declaration)
    }

    private func watch(_ token: TaskToken) {
        entries[token]?.phase = .kept(nil)
        look(token)
    }

    /// Fetches the secrets, which may take its time.
    private func prepare(
        _ request: TaskRequest,
        _ command: CommandRequest,
        _ declaration: CommandDeclarations.Declaration
    ) {
        let driver = driver
        let token = request.token
        let start = CommandStart(
            name: driver.spool.record(token).name,
            file: declaration.file,
            job: Self.machineName(request),
            state: request.stateName,
            run: Self.run(request),
            arguments: request.parameters.value,
            timeoutSeconds: request.timeoutSeconds
        )
        Task {
            var start = start
            for name in command.secrets {
                do {
                    guard let source = declaration.secrets[name] else {
                        throw SecretStore.Failure("\(declaration.file) does not say where it is")
                    }
                    if driver.leavesToUnit(source) { continue }
                    start.secrets[name] = try await driver.secrets.value(of: source)
                } catch {
                    let cause = "The secret \(name) cannot be had: \(error)"
                    return driver.post(.refused(token, .failed(error: "Command.NotStarted", cause: cause)))
                }
            }
            driver.post(.prepared(token, start))
        }
    }

    /// Everything is there that the command needs.
    func keep(_ token: TaskToken, _ start: CommandStart) {
        guard let command = entries[token]?.command else { return }
        switch driver.starter {
        case .launcher:
            entries[token]?.phase = .queued(start)
        case .children(let program):
            guard let file = make(token) else { return }
            defer { close(file) }
            do throws(CommandStarter.Fault) {
                var spec = start.spec(command)
                (spec.user, spec.group, spec.nice) = (command.user, command.group, command.nice)
                spec.memoryBytesMax = command.memoryBytesMax
                let process = try CommandStarter.spawn(program, start.name, spec, record: file)
                entries[token]?.phase = .kept(ProcessHandle(process))
            } catch {
                fail(token, "Command.NotStarted", error.reason)
            }
        }
    }

    /// Asks the launcher for commands that wait, as long as it is not asked for too many.
    func startQueued() {
        guard case .launcher(let socket) = driver.starter else { return }
        var count = entries.values.count { if case .launching = $0.phase { true } else { false } }
        for (token, entry) in entries {
            guard count < Self.launchesMax else { return }
            guard case .queued(let start) = entry.phase, let file = make(token) else { continue }
            do throws(LauncherConnection.Fault) {
                let connection = try LauncherConnection(path: socket, .start(start), record: file)
                entries[token]?.phase = .launching(connection, record: file)
                count += 1
            } catch {
                close(file)
                fail(token, "Command.NotStarted", error.reason)
            }
        }
    }

    func takeAnswer(_ token: TaskToken, _ connection: LauncherConnection, _ record: Int32) {
        var connection = connection
        let answer = connection.take()
        entries[token]?.phase = .launching(connection, record: record)
        guard let answer else { return }
        connection.close()
        close(record)
        switch answer {
        case .done(let process):
            entries[token]?.phase = .kept(process.flatMap { ProcessHandle($0) })
            look(token)
        case .refused(let reason): fail(token, "Command.Refused", reason)
        case .failed(let reason):
            // A launcher that has died may have started it all the same.
            if driver.spool.record(token).state == .unbegun { return fail(token, "Command.NotStarted", reason) }
            watch(token)
        }
    }

    /// Makes the command's record; nil where there is one, which is watched, or it cannot be written.
    private func make(_ token: TaskToken) -> Int32? {
        if let file = driver.spool.record(token).make() { return file }
        if errno == EEXIST {
            watch(token)
        } else {
            let reason = String(cString: strerror(errno))
            fail(token, "Command.NotStarted", "\(driver.spool.directory): \(reason)")
        }
        return nil
    }

    static func machineName(_ request: TaskRequest) -> String {
        request.originARNs.first?.split(separator: ":").last.map(String.init) ?? ""
    }

    static func run(_ request: TaskRequest) -> String {
        request.originARNs.last?.split(separator: ":").suffix(2).joined(separator: ":") ?? "-"
    }
}
