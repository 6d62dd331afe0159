import CLinux
import Logging
import StepAWS
import StepCommands
import StepEngine
import StepJobs
import StepLambda
import StepProtocol
import StepSystem
import StepYAML

/// Keeps the engine's jobs the same as the files of `jobs.d`.
///
/// A file counts as a whole: with one error in it nothing of it is taken over, and what runs stays as it is. Reloads
/// come one after the other, each with all that has changed since.
actor JobDirectory {
    private let reader: JobFileReader
    private let engine: Engine
    private let functions: FunctionHost
    private let places: JobPlaces
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
    private var isStopped = false

    init(
        reader: JobFileReader,
        engine: Engine,
        functions: FunctionHost,
        places: JobPlaces,
        commands: CommandDeclarations,
        pulse: WatchdogPulse
    ) {
        self.reader = reader
        self.engine = engine
        self.functions = functions
        self.places = places
        self.commands = commands
        self.pulse = pulse
    }

    private var path: String { reader.path }

    /// Reads every file, and forgets the jobs whose file is gone.
    ///
    /// - Returns: how many jobs there are, and what became of them.
    /// - Throws: `SystemError` when the folder cannot be read, ``ServiceStops`` after ``stop()``.
    @discardableResult
    func loadAll() async throws -> JobChanges {
        await begin()
        defer { end() }
        return try await readAll()
    }

    /// Reads no more files, those of a reload that is going on neither: the next start reads them all.
    ///
    /// Thousands of files that were just written would hold up the daemon's stop otherwise.
    func stop() { isStopped = true }

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
        let names = try reader.names()
        let present = Set(names)
        // First what is gone: a file that was renamed brings the same jobs under another name.
        for name in Set(files.files).union(refusedFiles.keys) where !present.contains(name) { await forget(name) }
        await load(names)
        guard !isStopped else { throw ServiceStops() }
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

    /// Takes over what the watcher saw, in its order.
    func apply(_ batch: [DirectoryWatcher.Change]) async {
        await begin()
        defer { end() }
        // Files that come one after the other are read together.
        var written = DistinctNames()
        for change in batch where !isStopped {
            switch change {
            case .written(let name) where JobFileReader.isTests(name),
                .removed(let name) where JobFileReader.isTests(name):
                continue
            // Values of parameters are part of their template, and may come before it.
            case .written(let name) where JobFileReader.isValues(name),
                .removed(let name) where JobFileReader.isValues(name):
                if let template = reader.template(of: name) { written.add(template) }
            case .written(let name): written.add(name)
            case .removed(let name):
                await load(written.take())
                await remove(name)
            case .rescan:
                await load(written.take())
                await rescan()
            case .directoryMissing:
                logger.error("\(path) is gone; the jobs stay as they are")
            }
        }
        await load(written.take())
    }

    /// Files in the order in which they came, each once: a template may come for itself and for its values.
    private struct DistinctNames {
        private var names: [String] = []
        private var known: Set<String> = []

        mutating func add(_ name: String) {
            if known.insert(name).inserted { names.append(name) }
        }

        /// All of them, and begins anew.
        mutating func take() -> [String] {
            defer { self = DistinctNames() }
            return names
        }
    }

    private func rescan() async {
        do {
            _ = try await readAll()
        } catch {
            if !isStopped { logger.error("\(path) cannot be read: \(error)") }
        }
    }

    /// How many jobs there are, and which files were refused.
    var counts: (jobs: Int, refused: [String]) {
        (files.jobCount, refusedFiles.keys.sorted())
    }

    /// The files that were taken over.
    var paths: [String] { files.files.sorted().map { "\(path)/\($0)" } }

    /// Takes over one file after the other, while those that come next are read.
    private func load(_ names: [String]) async {
        var left = names.count
        var rest = names[...]
        func nextRequests() -> [JobFileReader.Request] {
            defer { rest = rest.dropFirst(JobFileReader.batchCount) }
            return rest.prefix(JobFileReader.batchCount).map(request)
        }
        var readings = await reader.read(nextRequests())
        while !readings.isEmpty, !isStopped {
            let requests = nextRequests()
            async let next = reader.read(requests)
            for reading in readings where !isStopped {
                await take(reading)
                left -= 1
                pulse.startGoesOn("\(Count.text(left, "job file")) to be read")
            }
            readings = await next
        }
    }

    /// A file that was taken over and has not changed since needs no translation.
    private func request(_ name: String) -> JobFileReader.Request {
        let isTakenOver = files[name] != nil && refusedFiles[name] == nil
        return JobFileReader.Request(name: name, known: isTakenOver ? contents[name] : nil)
    }

    private func take(_ reading: JobFileReader.Reading) async {
        contents[reading.name] = reading.digest
        switch reading.outcome {
        case .same: break
        case .refused(let diagnostics): refuse(reading.name, diagnostics)
        case .translated(let translation):
            let file = "\(path)/\(reading.name)"
            let printer = DiagnosticPrinter(sources: translation.file.sources)
            for diagnostic in translation.file.diagnostics {
                let level: Logger.Level = diagnostic.severity == .note ? .info : .warning
                logger.log(level: level, "\(printer.text(of: diagnostic))", metadata: ["STEPD_FILE": "\(file)"])
            }
            await adopt(reading.name, file, translation)
        }
    }

    private func adopt(_ name: String, _ file: String, _ translation: JobFileReader.Translation) async {
        let result = translation.file
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
            for (job, registration) in zip(jobs, translation.registrations) {
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
                job: try JobRegistration(file: file, stored: stored) { try? reader.zones.rules(named: $0) }
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
        await load(refusedFiles.keys.sorted())
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

    /// Why files were not read.
    struct ServiceStops: Error, CustomStringConvertible {
        var description: String { "stepd is being stopped; its next start reads them" }
    }

    private static func lastComponent(_ path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }
}
