import CLinux
import Glibc
import StepJSON

/// Keeps one command: starts it, reads what it writes, stops it when it must, and writes down how it ended.
///
/// A process of its own, so that the daemon may end, crash and be replaced meanwhile. It has no threads, and waits for
/// everything in one poll(2).
package struct Keeper {
    private let spec: CommandSpec
    private let signals: Int32
    private var output: CommandOutput
    private var errorOutput: CommandOutput

    /// Between SIGTERM and SIGKILL.
    private static let graceMilliseconds: Int64 = 10_000
    /// How long output is still read when the command has ended and left others behind that hold it open.
    private static let drainMilliseconds: Int64 = 1_000

    /// Exit statuses for what is wrong before a command begins, of sysexits.h.
    private enum ExitStatus {
        static let noSpec: Int32 = 65
        static let noRecord: Int32 = 73
    }

    /// Keeps the command that standard input describes to its end; standard output is its ``CommandRecord``, open, locked
    /// and empty.
    ///
    /// Ends with status 0 when the report is written. Another status, and a record that is still empty, say that the
    /// command did not begin.
    package static func run() -> Never {
        guard var spec = spec(STDIN_FILENO) else { exit(ExitStatus.noSpec) }
        // Above the three that every program expects to have.
        let record = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1)
        let nothing = open("/dev/null", O_RDWR | O_CLOEXEC)
        dup2(nothing, STDIN_FILENO)
        dup2(nothing, STDOUT_FILENO)
        close(nothing)
        let signals = blockedSignals()
        guard record >= 0, CommandRecord.append("\(getpid())", to: record) else { exit(ExitStatus.noRecord) }
        let missing = spec.takeCredentials()
        var keeper = Keeper(spec: spec, signals: signals)
        let report = keeper.keep(missing)
        exit(CommandRecord.append(JSONWriter.text(of: report.json), to: record) ? 0 : ExitStatus.noRecord)
    }

    private init(spec: CommandSpec, signals: Int32) {
        self.spec = spec
        self.signals = signals
        output = CommandOutput(spec, isError: false)
        errorOutput = CommandOutput(spec, isError: true)
    }

    private static let specBytesMax = 16 << 20

    private static func spec(_ descriptor: Int32) -> CommandSpec? {
        let text = String(decoding: FileContent.bytes(descriptor, bytesMax: specBytesMax), as: UTF8.self)
        return (try? JSONParser.parse(text)).flatMap(CommandSpec.init)
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

    /// `missing` is why the command cannot be started at all.
    private mutating func keep(_ missing: String?) -> CommandReport {
        let start = Self.milliseconds(CLOCK_REALTIME)
        let began = Self.milliseconds(CLOCK_MONOTONIC)
        let end: CommandReport.End
        do throws(CommandProcess.Failure) {
            if let missing { throw CommandProcess.Failure(end: .notStarted(missing)) }
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
