import CLinux
import Glibc
package import Logging
package import StepEngine
import StepJSON
import StepJobs
import StepKeeper
package import StepLanguage
import StepLauncher
package import StepMachine
import Synchronization

/// Carries out `stepd:run`: commands on this machine, which outlive the daemon.
///
/// Each command has a keeper (``Keeper``), a process of its own that writes into the command's record how it ended. The
/// driver has keepers started, waits for their ends, and says now and then that they are there. After a restart of the
/// daemon it finds them by the names of their tasks' tokens. See Decisions/0026 and 0029 of StepEngine.
package final class CommandDriver: TaskDriver {
    enum Request: Sendable {
        case start(TaskRequest, @Sendable (TaskOutcome) -> Void)
        case prepared(TaskToken, CommandStart)
        case refused(TaskToken, TaskOutcome)
        case cancel(TaskToken)
        case settled(TaskToken)
        /// A report that was found before the thread saw the task.
        case reported(TaskToken)
        case recovered
        case jobsLoaded
        case stop
    }

    let declarations: CommandDeclarations
    let secrets: SecretStore
    let spool: CommandSpool
    let starter: CommandStarter
    let logger: Logger
    private let mailbox = Mutex<[Request]>([])
    private let beat = Mutex<@Sendable (TaskToken) -> Void>({ _ in })
    private let bell: Int32
    private let thread = Mutex<SystemThread?>(nil)

    /// `directory` is the spool, which is there, for the daemon alone.
    package init(
        directory: String,
        starter: CommandStarter,
        declarations: CommandDeclarations,
        secrets: SecretStore,
        logger: Logger
    ) {
        self.declarations = declarations
        self.secrets = secrets
        self.logger = logger
        self.starter = starter
        spool = CommandSpool(directory: directory)
        bell = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
        let thread = SystemThread(name: "stepd-commands") { [self] in CommandLoop(self, bell: bell).run() }
        self.thread.withLock { $0 = thread }
    }

    /// Ends the thread. Commands go on.
    package func shutDown() {
        post(.stop)
        thread.withLock { $0 }?.join()
    }

    /// All job files were read once: a job that is not declared by now is none.
    package func jobsAreLoaded() { post(.jobsLoaded) }

    package func handles(_ resource: TaskResource) -> Bool {
        if case .host(action: "run", pattern: .requestResponse) = resource.kind { true } else { false }
    }

    package var outlivesDaemon: Bool { true }

    package func interruption(of request: TaskRequest) -> TaskInterruption { .attach }

    package func start(_ request: TaskRequest, completion: @escaping @Sendable (TaskOutcome) -> Void) {
        post(.start(request, completion))
    }

    package func outcome(of request: TaskRequest) -> TaskOutcome? {
        guard case .ended(let report) = spool.record(request.token).state,
            let arguments = try? CommandRequest(request.parameters.value)
        else { return nil }
        post(.reported(request.token))
        return CommandOutcome.outcome(of: report, arguments.output)
    }

    package func cancel(_ token: TaskToken) { post(.cancel(token)) }

    package func settled(_ token: TaskToken) { post(.settled(token)) }

    package func recovered() { post(.recovered) }

    package func reportHeartbeats(to body: @escaping @Sendable (TaskToken) -> Void) { beat.withLock { $0 = body } }

    func beat(_ token: TaskToken) { beat.withLock { $0 }(token) }

    /// Whether systemd gives a secret to the command's unit, so that the daemon never has it: files, which it reads as root,
    /// and credentials that the daemon was not given itself.
    func leavesToUnit(_ source: JobSecret.Source) -> Bool {
        guard case .launcher = starter else { return false }
        return switch source {
        case .file: true
        case .credential(let name): !secrets.hasCredential(name)
        case .environment, .secretsManager, .parameterStore: false
        }
    }

    func post(_ request: Request) {
        mailbox.withLock { $0.append(request) }
        var one: UInt64 = 1
        _ = write(bell, &one, MemoryLayout<UInt64>.size)
    }

    func takeRequests() -> [Request] {
        var count: UInt64 = 0
        _ = read(bell, &count, MemoryLayout<UInt64>.size)
        return mailbox.withLock { requests in
            defer { requests = [] }
            return requests
        }
    }
}
