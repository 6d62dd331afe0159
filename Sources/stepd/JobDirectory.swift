import CLinux
import Glibc
import Logging
import StepAWS
import StepCommands
import StepEngine
import StepJobs
import StepLambda
import StepLanguage
import StepProtocol
import StepSystem
import StepYAML

/// Keeps the engine's jobs the same as the files of `jobs.d`.
///
/// A file counts as a whole: with one error in it nothing of it is taken over, and what runs stays as it is. Reloads
/// come one after the other, each with all that has changed since.
actor JobDirectory {
    private let path: String
    private let engine: Engine
    private let catalog: ServiceCatalog
    private let functions: FunctionHost
    private let places: JobPlaces
    private let zones: TimeZones
    private let commands: CommandDeclarations
    private let pulse: WatchdogPulse
    private let logger = Logger(label: "stepd.jobs")
    /// The jobs of each file that was taken over.
    private var files = JobFileIndex()
    /// The digest of each file as it was last looked at: a change that changes nothing is not told twice.
    private var contents: [String: ContentDigest] = [:]
    /// What is wrong with each file that was refused, for `stepctl reload`.
    private var refusedFiles: [String: [String]] = [:]
    /// What became of the jobs since the reload that is going on began.
    private var changes = JobChanges()
    /// Whether files are being read, and who waits for the end of that.
    private var isBusy = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(
        path: String,
        engine: Engine,
        catalog: ServiceCatalog,
        functions: FunctionHost,
        places: JobPlaces,
        zones: TimeZones,
        commands: CommandDeclarations,
        pulse: WatchdogPulse
    ) {
        self.path = path
        self.engine = engine
        self.catalog = catalog
        self.functions = functions
        self.places = places
        self.zones = zones
        self.commands = commands
        self.pulse = pulse
    }

    /// Reads every file, and forgets the jobs whose file is gone.
    ///
    /// - Returns: how many jobs there are, and what became of them.
    /// - Throws: `SystemError` when the folder cannot be read.
    @discardableResult
    func loadAll() async throws -> JobChanges {
        await begin()
        defer { end() }
        return try await readAll()
    }

    /// Waits until nobody else reads files: an actor lets others in at every `await`.
    private func begin() async {
        guard isBusy else { return isBusy = true }
        await withCheckedContinuation { waiting.append($0) }
    }

    /// Tells systemd what is there now, and lets the next one read.
    private func end() {
        pulse.filesRead(refused: refusedFiles.count)
        guard !waiting.isEmpty else { return isBusy = false }
        waiting.removeFirst().resume()
    }

    private func readAll() async throws -> JobChanges {
        changes = JobChanges()
        let names = try fileNames()
        let present = Set(names)
        // First what is gone: a file that was renamed brings the same jobs under another name.
        for name in Set(files.files).union(refusedFiles.keys) where !present.contains(name) { await forget(name) }
        for (index, name) in names.enumerated() {
            await load(name)
            pulse.startGoesOn("\(Count.text(names.count - index - 1, "job file")) to be read")
        }
        for job in try await engine.listJobs() { await restore(job) }
        for job in try await engine.listJobs() {
            guard let file = job.machine.jobFile, !present.contains(Self.lastComponent(file)) else { continue }
            await remove(job.machine.name, of: Self.lastComponent(file))
        }
        // What reading them took is given back to the system.
        await engine.releaseMemory()
        clinux_trim_memory()
        changes.jobCount = counts.jobs
        changes.refused = refusedFiles.sorted { $0.key < $1.key }
            .map { RefusedFileRecord(file: "\(path)/\($0.key)", diagnostics: $0.value) }
        return changes
    }

    /// Takes over what the watcher saw.
    func apply(_ batch: [DirectoryWatcher.Change]) async {
        await begin()
        defer { end() }
        for change in batch {
            switch change {
            case .written(let name) where Self.isTests(name), .removed(let name) where Self.isTests(name): continue
            // Values of parameters are part of their template.
            case .written(let name) where Self.isValues(name), .removed(let name) where Self.isValues(name):
                let template = Self.template(of: name)
                // Values may come before their template.
                if access("\(path)/\(template)", F_OK) == 0 { await load(template) }
            case .written(let name): await load(name)
            case .removed(let name): await remove(name)
            case .rescan:
                do {
                    _ = try await readAll()
                } catch {
                    logger.error("\(path) cannot be read: \(error)")
                }
            case .directoryMissing:
                logger.error("\(path) is gone; the jobs stay as they are")
            }
        }
    }

    /// How many jobs there are, and which files were refused.
    var counts: (jobs: Int, refused: [String]) {
        (files.jobCount, refusedFiles.keys.sorted())
    }

    /// The files that were taken over.
    var paths: [String] { files.files.sorted().map { "\(path)/\($0)" } }

    private func fileNames() throws -> [String] {
        guard let directory = opendir(path) else { throw SystemError("open the job directory \(path)") }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if DirectoryWatcher.isWatched(name), !Self.isValues(name), !Self.isTests(name) { names.append(name) }
        }
        return names.sorted()
    }

    private static let valuesEnding = ".params.yaml"

    /// Whether a file holds tests of jobs, which `stepctl test` runs.
    private static func isTests(_ name: String) -> Bool { name.hasSuffix(JobTestFile.ending) }

    private static func isValues(_ name: String) -> Bool { name.hasSuffix(valuesEnding) }

    private static func template(of name: String) -> String { "\(name.dropLast(valuesEnding.count)).yaml" }

    /// The values of a template's parameters, as they stand beside it; empty for a file that has none.
    private func values(of name: String) throws -> [UInt8] {
        let file =
            "\(path)/\(name.hasSuffix(".yaml") ? String(name.dropLast(".yaml".count)) : name)\(Self.valuesEnding)"
        guard access(file, F_OK) == 0 else { return [] }
        try Self.checkPermissions(file)
        return try RegularFile.bytes(at: file, bytesMax: JobFile.bytesMax)
    }

    private func load(_ name: String) async {
        let file = "\(path)/\(name)"
        let bytes: [UInt8]
        let digest: ContentDigest
        do {
            try Self.checkPermissions(file)
            bytes = try RegularFile.bytes(at: file, bytesMax: JobFile.bytesMax)
            digest = ContentDigest(of: bytes + (try values(of: name)))
        } catch {
            contents[name] = nil
            return refuse(name, ["\(error)"])
        }
        let isKnown = contents.updateValue(digest, forKey: name) == digest
        if isKnown, files[name] != nil, refusedFiles[name] == nil { return }
        let environment = TemplateEnvironment(
            region: engine.configuration.region,
            account: engine.configuration.account
        )
        let result = JobFile.load(
            path: file,
            bytes: bytes,
            catalog: catalog,
            environment: environment,
            now: WallClock.now()
        )
        let printer = DiagnosticPrinter(sources: result.sources)
        guard !result.diagnostics.hasErrors else {
            return refuse(name, result.diagnostics.map { printer.text(of: $0) })
        }
        for diagnostic in result.diagnostics {
            let level: Logger.Level = diagnostic.severity == .note ? .info : .warning
            logger.log(level: level, "\(printer.text(of: diagnostic))", metadata: ["STEPD_FILE": "\(file)"])
        }
        await adopt(name, file, result)
    }

    private func adopt(_ name: String, _ file: String, _ result: JobFile.Result) async {
        let jobs = result.jobs
        let owners = functions.owners
        for function in result.functions {
            guard let owner = owners[function.name], owner != name else { continue }
            return refuse(name, ["\(file): the function `\(function.name)` is already in \(owner)"])
        }
        for job in jobs {
            guard let owner = files.file(of: job.name), owner != name else { continue }
            return refuse(name, ["\(file): the job `\(job.name)` is already in \(owner)"])
        }
        // First what the jobs need.
        functions.replace(result.functions, of: name)
        do {
            for name in result.activities { _ = try await engine.createActivity(name: name) }
            let account = engine.configuration.account
            for job in jobs {
                let registration = try MachineRegistration(job, file: file, account: account, zones: zones)
                // First, for its schedule may start it at once.
                commands.set(CommandDeclarations.Declaration(job, file: file), job: job.name)
                _ = try await engine.register(registration)
            }
        } catch {
            return refuse(name, ["\(file): \(error)"])
        }
        let names = jobs.map(\.name)
        for job in names { changes.took(job, isKnown: files[name]?.contains(job) == true) }
        for job in files[name] ?? [] where !names.contains(job) { await remove(job, of: name) }
        files[name] = names
        refusedFiles[name] = nil
        for job in jobs {
            places.forget(job: job.name)
            logger.notice(
                "job \(job.name) is loaded from \(file)",
                metadata: ["STEPD_JOB": "\(job.name)", "STEPD_EVENT": "\(MessageID.jobLoaded.rawValue)"]
            )
        }
    }

    /// Takes up a job as the database has it, when its file is there but was refused: a bad edit before a restart must
    /// not end its schedule.
    private func restore(_ job: JobDescription) async {
        guard let file = job.machine.jobFile else { return }
        let name = Self.lastComponent(file)
        guard refusedFiles[name] != nil, files[name]?.contains(job.machine.name) != true else { return }
        do {
            let stored = try await engine.describeStateMachine(arn: job.machine.arn)
            let registration = MachineRegistration(
                name: job.machine.name,
                definition: stored.definition,
                machine: try Engine.compile(stored.definition),
                roleARN: stored.roleARN,
                job: try JobRegistration(file: file, stored: stored) { try? zones.rules(named: $0) }
            )
            // Where its secrets are, only the file can say.
            commands.set(CommandDeclarations.Declaration(file: file, secrets: [:]), job: job.machine.name)
            _ = try await engine.register(registration)
            files[name] = (files[name] ?? []) + [job.machine.name]
            logger.notice(
                "job \(job.machine.name) goes on as it was before \(file) was changed",
                metadata: ["STEPD_JOB": "\(job.machine.name)", "STEPD_EVENT": "\(MessageID.jobLoaded.rawValue)"]
            )
        } catch {
            logger.error("job \(job.machine.name) cannot be taken up again: \(error)")
        }
    }

    private func refuse(_ name: String, _ diagnostics: [String]) {
        refusedFiles[name] = diagnostics
        let runs = (files[name] ?? []).isEmpty ? "" : "; the version that was loaded before stays"
        let event: Logger.MetadataValue = "\(MessageID.jobRefused.rawValue)"
        for text in diagnostics {
            logger.error("\(text)", metadata: ["STEPD_FILE": "\(path)/\(name)", "STEPD_EVENT": event])
        }
        logger.error(
            "\(path)/\(name) is refused: \(diagnostics.count) error\(diagnostics.count == 1 ? "" : "s")\(runs)",
            metadata: ["STEPD_FILE": "\(path)/\(name)", "STEPD_EVENT": event]
        )
    }

    /// A file is gone. What was refused because of it may be right now.
    private func remove(_ name: String) async {
        await forget(name)
        for other in refusedFiles.keys.sorted() { await load(other) }
    }

    private func forget(_ name: String) async {
        for job in files[name] ?? [] { await remove(job, of: name) }
        functions.replace([], of: name)
        files[name] = nil
        contents[name] = nil
        refusedFiles[name] = nil
    }

    private func remove(_ job: String, of file: String) async {
        do throws(EngineError) {
            try await engine.removeJob(job)
            places.forget(job: job)
            changes.removed(job)
            logger.notice(
                "job \(job) is removed: it is no longer in \(path)/\(file); its runs go on",
                metadata: ["STEPD_JOB": "\(job)", "STEPD_EVENT": "\(MessageID.jobRemoved.rawValue)"]
            )
        } catch {
            logger.error("job \(job) cannot be removed: \(error)", metadata: ["STEPD_JOB": "\(job)"])
        }
    }

    private static func lastComponent(_ path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }

    /// A file that everybody may write could be changed by everybody into work that this daemon's user does.
    private static func checkPermissions(_ file: String) throws {
        var status = stat()
        guard stat(file, &status) == 0 else { throw SystemError("read \(file)") }
        guard status.st_mode & S_IWOTH == 0 else {
            throw ConfigurationError("\(file): everybody may write this file; `chmod o-w` it")
        }
    }
}

/// The SHA-256 of a file's content, in place: no array of its own for each of ten thousand files.
private struct ContentDigest: Equatable {
    private var words = SIMD4<UInt64>()

    init(of bytes: [UInt8]) {
        for (index, byte) in (HashFunctions.hash("SHA-256", bytes) ?? []).prefix(32).enumerated() {
            words[index / 8] = words[index / 8] << 8 | UInt64(byte)
        }
    }
}
