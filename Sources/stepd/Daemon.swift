import Glibc
import Logging
import ServiceLifecycle
import StepAPI
import StepAWS
import StepCommands
import StepEngine
import StepJobs
import StepLambda
import StepLauncher
import StepMachine
import StepNotifications
import StepProtocol
import StepSystem
import StepTasks
import StepTime
import UnixSignals

/// Puts the parts together, in order; nothing else happens here.
///
/// READY=1 is sent when the jobs are loaded and all that was running is taken up again. On SIGTERM the parts stop in
/// reverse: first the API, so that nothing new is accepted, last the engine, which lets tasks under way end.
struct Daemon {
    private let configuration: Configuration
    private let logger = Logger(label: "stepd")

    /// Connections to AWS, to clients, and the daemon's own files.
    private static let descriptorsMax = 16_384

    init(_ configuration: Configuration) { self.configuration = configuration }

    func run() async throws {
        let notify = Notify()
        let pulse = WatchdogPulse(notify: notify)
        let declarations = CommandDeclarations()
        let places = JobPlaces(declarations: declarations)
        let zones = TimeZones()
        let observer = JournalObserver(pulse: pulse, places: places)
        observer.start()
        defer { observer.stop() }
        logger.notice(
            "stepd \(Version.text) starts",
            metadata: ["STEPD_EVENT": "\(MessageID.daemonStarted.rawValue)"]
        )
        let state = StateDirectory(path: configuration.stateDirectory)
        try state.prepare()
        let environment = Self.environment()
        let aws = AWSConfiguration(environment: environment, defaultRegion: configuration.region ?? "us-east-1")
        let catalog = ServiceCatalog(environment: environment)
        let descriptorsMax = DescriptorLimit.raise(to: Self.descriptorsMax)
        let curl = try CurlMulti(limits: CurlMulti.Limits(descriptorsMax: descriptorsMax))
        defer { curl.shutdown() }
        let region = configuration.region ?? aws.region ?? "us-east-1"
        let functions = try functionHost(state, environment, region)
        let lambda = LambdaService(host: functions.host, configuration: functions.configuration)
        let client = Self.client(aws, catalog, curl, lambda)
        let secrets = SecretStore(environment: environment) { try await AWSSecret(client: client).value(of: $0) }
        let commands = try commandDriver(state, environment, declarations, secrets)
        let sender = TargetSender(transport: curl, client: client, secrets: secrets, host: HostName.text)
        defer { commands.shutDown() }
        let engine = Engine(
            configuration: engineConfiguration(state, region, ModelledCalls(catalog: catalog), pulse, zones, sender),
            drivers: [
                AWSIntegration(client: client, tokenSeed: try state.installationID()),
                HTTPIntegration(transport: curl, client: client, region: region),
                ApprovalDriver(),
                commands,
            ],
            observer: observer
        )
        try engine.start()
        let jobs = JobDirectory(
            path: configuration.jobsDirectory,
            engine: engine,
            catalog: catalog,
            functions: functions.host,
            places: places,
            zones: zones,
            commands: declarations
        )
        let (watcher, server) = try await open(jobs, engine, commands, lambda, pulse)
        pulse.ready()
        notify.send(.ready)
        try await serve(engine, jobs, watcher, server, notify, pulse)
        await functions.host.shutDown()
    }

    /// Loads the jobs, and lets clients in.
    private func open(
        _ jobs: JobDirectory,
        _ engine: Engine,
        _ commands: CommandDriver,
        _ lambda: LambdaService,
        _ pulse: WatchdogPulse
    ) async throws -> (DirectoryWatcher, APIServer) {
        let taken = engine.statistics.runningExecutions
        do {
            // First the watcher: what changes while the files are read is seen.
            let watcher = try DirectoryWatcher(path: configuration.jobsDirectory)
            let loaded = try await jobs.loadAll()
            commands.jobsAreLoaded()
            pulse.refused(files: loaded.refused)
            let server = try await listen(engine, lambda)
            logger.notice(
                "stepd is ready: \(Self.count(loaded.jobs, "job")), \(Self.count(taken, "run")) taken up again",
                metadata: ["STEPD_EVENT": "\(MessageID.daemonReady.rawValue)"]
            )
            return (watcher, server)
        } catch {
            engine.stop(drainSeconds: 0)
            throw error
        }
    }

    private func listen(_ engine: Engine, _ lambda: LambdaService) async throws -> APIServer {
        var addresses = configuration.listen
        addresses += try ListenDescriptors().named("api").map { .descriptor($0.descriptor) }
        if addresses.isEmpty { addresses = [.unix(path: Configuration.defaultSocketPath)] }
        return try await APIServer.start(
            engine: engine,
            configuration: APIConfiguration(
                addresses: addresses,
                allowsUnauthenticatedLoopback: configuration.allowsUnauthenticatedLoopback,
                version: Version.text
            ),
            services: [lambda]
        )
    }

    private static func client(
        _ configuration: AWSConfiguration,
        _ catalog: ServiceCatalog,
        _ transport: CurlMulti,
        _ lambda: LambdaService
    ) -> AWSClient {
        let surroundings = CredentialsSurroundings(
            configuration: configuration,
            catalog: catalog,
            transport: transport,
            epochSeconds: { WallClock.now().epochSeconds }
        )
        return AWSClient(
            catalog: catalog,
            configuration: configuration,
            credentials: CredentialsChain.standard(surroundings),
            transport: transport,
            localServices: [lambda],
            epochSeconds: surroundings.epochSeconds
        )
    }

    private func engineConfiguration(
        _ state: StateDirectory,
        _ region: String,
        _ calls: ModelledCalls,
        _ pulse: WatchdogPulse,
        _ zones: TimeZones,
        _ sender: TargetSender
    ) -> EngineConfiguration {
        EngineConfiguration(
            storePath: state.databasePath,
            region: region,
            account: configuration.account,
            runningJobsMax: configuration.runningJobsMax,
            retention: configuration.retention,
            limits: InterpreterLimits(
                historyEventsMax: configuration.appliesAWSQuotas ? InterpreterLimits.awsHistoryEventsMax : nil
            ),
            hash: HashFunctions.hash,
            calls: calls,
            idleMillisecondsMax: pulse.idleMillisecondsMax,
            sender: sender,
            timeZone: { try? zones.rules(named: $0) }
        )
    }

    private func commandDriver(
        _ state: StateDirectory,
        _ environment: [String: String],
        _ declarations: CommandDeclarations,
        _ secrets: SecretStore
    ) throws -> CommandDriver {
        let starter: CommandStarter =
            if let socket = environment["STEPD_LAUNCHER"], !socket.isEmpty {
                .launcher(socket: socket)
            } else {
                .children(program: KeeperProgram.path)
            }
        return CommandDriver(
            directory: try state.prepareCommands(),
            starter: starter,
            declarations: declarations,
            secrets: secrets,
            logger: Logger(label: "stepd.commands")
        )
    }

    private func functionHost(
        _ state: StateDirectory,
        _ environment: [String: String],
        _ region: String
    ) throws -> (host: FunctionHost, configuration: FunctionHostConfiguration) {
        let configuration = FunctionHostConfiguration(
            directory: state.functionsPath,
            region: region,
            account: self.configuration.account,
            python: self.configuration.lambdaPython ?? environment["STEPD_LAMBDA_PYTHON"] ?? "python3",
            environment: environment
        )
        let host = try FunctionHost(
            configuration,
            epochMilliseconds: { WallClock.now().milliseconds },
            log: FunctionJournal.write
        )
        return (host, configuration)
    }

    private func serve(
        _ engine: Engine,
        _ jobs: JobDirectory,
        _ watcher: DirectoryWatcher,
        _ server: APIServer,
        _ notify: Notify,
        _ pulse: WatchdogPulse
    ) async throws {
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    .init(service: EngineService(engine: engine)),
                    .init(service: WatcherService(watcher: watcher, jobs: jobs, pulse: pulse)),
                    .init(service: ReloadService(jobs: jobs, notify: notify, pulse: pulse)),
                    .init(service: APIService(server: server, notify: notify)),
                ],
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: logger
            )
        )
        try await group.run()
        logger.notice("stepd has stopped", metadata: ["STEPD_EVENT": "\(MessageID.daemonStopping.rawValue)"])
    }

    private static func count(_ number: some BinaryInteger, _ noun: String) -> String {
        "\(number) \(noun)\(number == 1 ? "" : "s")"
    }

    private static func environment() -> [String: String] {
        var variables: [String: String] = [:]
        var next = environ
        while let entry = next.pointee {
            let text = String(cString: entry)
            if let equals = text.firstIndex(of: "=") {
                variables[String(text[..<equals])] = String(text[text.index(after: equals)...])
            }
            next += 1
        }
        return variables
    }
}
