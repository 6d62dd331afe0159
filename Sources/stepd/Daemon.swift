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
/// reverse: first the job files and the API, so that nothing new is accepted, last the engine, which lets tasks under way
/// end.
struct Daemon {
    private let configuration: Configuration
    private let logger = Logger(label: "stepd")

    /// Connections to AWS, to clients, and the daemon's own files.
    private static let descriptorsMax = 16_384

    init(_ configuration: Configuration) { self.configuration = configuration }

    func run() async throws {
        let notify = Notify()
        let pulse = WatchdogPulse(notify: notify, jobsDirectory: configuration.jobsDirectory)
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
        let credentials = Self.credentials(aws, catalog, curl)
        let client = Self.client(aws, catalog, credentials, curl, lambda)
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
            reader: reader(catalog, region, zones),
            engine: engine,
            functions: functions.host,
            places: places,
            commands: declarations,
            pulse: pulse
        )
        let control = DaemonControl(
            jobs: jobs,
            examination: Examination(
                configuration: configuration,
                jobs: jobs,
                catalog: catalog,
                credentials: credentials,
                client: client,
                launcher: Self.launcher(environment)
            ),
            notify: notify
        )
        let (watcher, server) = try await open(control, engine, commands, lambda)
        pulse.ready(engine.statistics)
        try await serve(engine, control, watcher, server)
        await functions.host.shutDown()
    }

    private func reader(_ catalog: ServiceCatalog, _ region: String, _ zones: TimeZones) -> JobFileReader {
        JobFileReader(
            path: configuration.jobsDirectory,
            catalog: catalog,
            environment: TemplateEnvironment(region: region, account: configuration.account),
            zones: zones
        )
    }

    /// Loads the jobs, and lets clients in.
    private func open(
        _ control: DaemonControl,
        _ engine: Engine,
        _ commands: CommandDriver,
        _ lambda: LambdaService
    ) async throws -> (DirectoryWatcher, APIServer) {
        let taken = engine.statistics.runningExecutions
        do {
            // First the watcher: what changes while the files are read is seen.
            let watcher = try DirectoryWatcher(path: configuration.jobsDirectory)
            let loaded = try await control.jobs.loadAll()
            commands.jobsAreLoaded()
            let server = try await listen(engine, control, lambda)
            logger.notice(
                "stepd is ready: \(Count.text(loaded.jobCount, "job")), \(Count.text(taken, "run")) taken up again",
                metadata: ["STEPD_EVENT": "\(MessageID.daemonReady.rawValue)"]
            )
            return (watcher, server)
        } catch {
            engine.stop(drainSeconds: 0)
            throw error
        }
    }

    private func listen(
        _ engine: Engine,
        _ control: DaemonControl,
        _ lambda: LambdaService
    ) async throws -> APIServer {
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
            control: control,
            services: [lambda]
        )
    }

    private static func credentials(
        _ configuration: AWSConfiguration,
        _ catalog: ServiceCatalog,
        _ transport: CurlMulti
    ) -> RefreshedCredentials {
        CredentialsChain.standard(
            CredentialsSurroundings(
                configuration: configuration,
                catalog: catalog,
                transport: transport,
                epochSeconds: { WallClock.now().epochSeconds }
            )
        )
    }

    private static func client(
        _ configuration: AWSConfiguration,
        _ catalog: ServiceCatalog,
        _ credentials: RefreshedCredentials,
        _ transport: CurlMulti,
        _ lambda: LambdaService
    ) -> AWSClient {
        AWSClient(
            catalog: catalog,
            configuration: configuration,
            credentials: credentials,
            transport: transport,
            localServices: [lambda],
            epochSeconds: { WallClock.now().epochSeconds }
        )
    }

    /// The launcher's socket, if commands are started by it.
    private static func launcher(_ environment: [String: String]) -> String? {
        environment["STEPD_LAUNCHER"].flatMap { $0.isEmpty ? nil : $0 }
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
            if let socket = Self.launcher(environment) {
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
        _ control: DaemonControl,
        _ watcher: DirectoryWatcher,
        _ server: APIServer
    ) async throws {
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    .init(service: EngineService(engine: engine)),
                    .init(service: ReloadService(control: control)),
                    .init(service: APIService(server: server, notify: control.notify)),
                    .init(service: WatcherService(watcher: watcher, jobs: control.jobs)),
                ],
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: logger
            )
        )
        try await group.run()
        logger.notice("stepd has stopped", metadata: ["STEPD_EVENT": "\(MessageID.daemonStopping.rawValue)"])
    }

    /// AWS's shared credentials file, as the unit hands it over.
    private static let credentialsName = "stepd.aws-credentials"

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
        // LoadCredential= of the unit (systemd.exec(5)).
        if let folder = variables["CREDENTIALS_DIRECTORY"], variables["AWS_SHARED_CREDENTIALS_FILE"] == nil {
            let file = "\(folder)/\(credentialsName)"
            if access(file, R_OK) == 0 { variables["AWS_SHARED_CREDENTIALS_FILE"] = file }
        }
        return variables
    }
}
