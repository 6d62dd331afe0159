import CLinux
import Glibc
import StepJSON

/// Keeps one command: starts it, reads what it writes, stops it when it must, and writes down how it ended.
///
/// A process of its own, so that the daemon may end, crash and be replaced meanwhile. It has no threads, and waits for
/// everything in one poll(2).
package struct Keeper {
    private let claim: CommandClaim
    private let spec: CommandSpec
    private let signals: Int32
    private var output: CommandOutput
    private var errorOutput: CommandOutput

    /// Between SIGTERM and SIGKILL.
    private static let graceMilliseconds: Int64 = 10_000
    /// How long output is still read when the command has ended and left others behind that hold it open.
    private static let drainMilliseconds: Int64 = 1_000

    /// What it ends with towards whoever started it.
    package enum Outcome: Int32 {
        case kept = 0
        /// Somebody else has claimed the command.
        case claimed = 3
        /// There is no such command, or it cannot be written down.
        case failed = 4
    }

    /// Claims the command `name` in `directory` and keeps it to its end, in a child of the calling process; what it is
    /// stands in the file behind `descriptor`.
    ///
    /// The caller's process ends as soon as the command is claimed, so that whoever waits for it knows.
    package static func run(directory: String, name: String, descriptor: Int32) -> Never {
        let claim = CommandClaim(directory: directory, name: name)
        guard let spec = spec(descriptor) else { exit(Outcome.failed.rawValue) }
        close(descriptor)
        guard let lock = claim.make() else {
            exit((errno == EEXIST ? Outcome.claimed : .failed).rawValue)
        }
        // The lock goes over to the child; the caller goes.
        switch clinux_fork() {
        case 0: break
        case -1: exit(Outcome.failed.rawValue)
        default: _exit(Outcome.kept.rawValue)
        }
        let identity = "\(getpid())\n"
        _ = identity.withCString { write(lock, $0, identity.utf8.count) }
        var keeper = Keeper(claim: claim, spec: spec, signals: blockedSignals())
        let report = keeper.keep()
        if claim.write(Array(JSONWriter.text(of: report.json).utf8)) { claim.ring() }
        exit(0)
    }

    private init(claim: CommandClaim, spec: CommandSpec, signals: Int32) {
        self.claim = claim
        self.spec = spec
        self.signals = signals
        output = CommandOutput(spec, isError: false)
        errorOutput = CommandOutput(spec, isError: true)
    }

    private static func spec(_ descriptor: Int32) -> CommandSpec? {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            bytes += buffer[..<count]
        }
        return (try? JSONParser.parse(String(decoding: bytes, as: UTF8.self))).flatMap(CommandSpec.init)
    }

    /// Signals come as data: SIGTERM says that the command is to be stopped, SIGCHLD that it has ended.
    private static func blockedSignals() -> Int32 {
        var set = sigset_t()
        sigemptyset(&set)
        for number in [SIGTERM, SIGINT, SIGHUP, SIGCHLD, SIGPIPE] { sigaddset(&set, number) }
        sigprocmask(SIG_SETMASK, &set, nil)
        sigdelset(&set, SIGPIPE)
        sigdelset(&set, SIGHUP)
        return signalfd(-1, &set, Int32(SFD_CLOEXEC) | Int32(SFD_NONBLOCK))
    }

    // MARK: - The command's life

    private mutating func keep() -> CommandReport {
        let start = Self.milliseconds(CLOCK_REALTIME)
        let began = Self.milliseconds(CLOCK_MONOTONIC)
        let end: CommandReport.End
        do throws(CommandProcess.Failure) {
            end = watch(try CommandProcess(spec), since: began)
        } catch {
            end = error.end
        }
        let text = output.finish()
        return CommandReport(
            end: end,
            startMilliseconds: start,
            endMilliseconds: start + Self.milliseconds(CLOCK_MONOTONIC) - began,
            output: text.text,
            cutBytes: Int64(text.cutBytes),
            errorOutput: errorOutput.finish().text
        )
    }

    private mutating func watch(_ process: CommandProcess, since began: Int64) -> CommandReport.End {
        var timeout = spec.timeoutSeconds.map { began + $0 * 1000 }
        var kill: Int64?
        var drain: Int64?
        var cause: CommandReport.End?
        var status: Int32?
        var open = [process.output, process.errorOutput]
        while status == nil || !open.isEmpty {
            let now = Self.milliseconds(CLOCK_MONOTONIC)
            if let due = timeout, now >= due {
                timeout = nil
                cause = cause ?? .timedOut
                kill = kill ?? now + Self.graceMilliseconds
                Self.signal(process, SIGTERM)
            }
            if let due = kill, now >= due {
                kill = nil
                Self.signal(process, SIGKILL)
            }
            if let due = drain, now >= due { break }
            let next = [timeout, kill, drain].compactMap { $0 }.min()
            var polled = (open + [signals]).map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            poll(&polled, nfds_t(polled.count), next.map { Int32(clamping: max(1, $0 - now)) } ?? -1)
            for entry in polled.dropLast() where entry.revents != 0 {
                if !read(entry.fd, isError: entry.fd == process.errorOutput) { open.removeAll { $0 == entry.fd } }
            }
            if takeStop() {
                cause = cause ?? .stopped
                kill = kill ?? now + Self.graceMilliseconds
                Self.signal(process, SIGTERM)
            }
            if status == nil, let ended = Self.reap(process) {
                status = ended
                timeout = nil
                kill = nil
                drain = Self.milliseconds(CLOCK_MONOTONIC) + Self.drainMilliseconds
            }
        }
        // What it has left behind goes with it, as in a unit of systemd.
        Self.signal(process, SIGKILL)
        return cause ?? Self.end(status ?? 0)
    }

    /// Takes what can be read; false at the end of the output.
    private mutating func read(_ descriptor: Int32, isError: Bool) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = Glibc.read(descriptor, &buffer, buffer.count)
        if count < 0, errno == EINTR { return true }
        guard count > 0 else { return false }
        if isError { errorOutput.take(buffer[..<count]) } else { output.take(buffer[..<count]) }
        return true
    }

    /// Whether somebody asked to stop the command, of the signals that have come.
    private func takeStop() -> Bool {
        var isStop = false
        var signal = signalfd_siginfo()
        while Glibc.read(signals, &signal, MemoryLayout<signalfd_siginfo>.size) > 0 {
            if signal.ssi_signo != UInt32(SIGCHLD) { isStop = true }
        }
        return isStop
    }

    private static func signal(_ process: CommandProcess, _ number: Int32) {
        // Its session and process group have its number.
        Glibc.kill(-process.processID, number)
    }

    private static func reap(_ process: CommandProcess) -> Int32? {
        var status: Int32 = 0
        return waitpid(process.processID, &status, WNOHANG) == process.processID ? status : nil
    }

    private static func end(_ status: Int32) -> CommandReport.End {
        var number: Int32 = 0
        let code = clinux_exit_status(status, &number)
        return code >= 0 ? .exited(status: Int64(code)) : .killed(signal: name(ofSignal: number))
    }

    /// `TERM`, as `kill -l` has it; for other signals their number.
    private static func name(ofSignal number: Int32) -> String {
        clinux_signal_name(number).map { String(cString: $0) } ?? String(number)
    }

    private static func milliseconds(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}
