import Glibc
import StepAWS
import StepEngine
import StepJobs
import StepLanguage
import StepSystem
import StepYAML

/// Reads the files of `jobs.d` and translates them, with no say in what becomes of them: two at a time.
struct JobFileReader: Sendable {
    let path: String
    let catalog: ServiceCatalog
    /// What a template's pseudo parameters stand for.
    let environment: TemplateEnvironment
    let zones: TimeZones

    /// A file to be read; with `known`, only to see whether it still has that content.
    struct Request: Sendable {
        let name: String
        let known: ContentDigest?
    }

    /// What a file has.
    struct Reading: Sendable {
        let name: String
        /// Nil where it cannot be read.
        let digest: ContentDigest?
        let outcome: Outcome
    }

    enum Outcome: Sendable {
        /// The content that is known.
        case same
        /// What is wrong with it.
        case refused([String])
        case translated(Translation)
    }

    /// A file without errors.
    struct Translation: Sendable {
        let file: JobFile.Result
        /// The machine of each job, in the order of `file.jobs`.
        let registrations: [MachineRegistration]
    }

    /// As many as are read while as many others are taken over: a file may have `JobFile.bytesMax`.
    static let batchCount = 8

    /// Translating is mostly allocating: more than there are heaps (`StepdCommand`) would wait for one another.
    private static let lanesCount = 2

    /// What each of the files has, in their order.
    func read(_ requests: [Request]) async -> [Reading] {
        await withTaskGroup(of: [(Int, Reading)].self) { group in
            for lane in 0..<Self.lanesCount {
                group.addTask {
                    stride(from: lane, to: requests.count, by: Self.lanesCount).map { ($0, read(requests[$0])) }
                }
            }
            var readings = [Reading?](repeating: nil, count: requests.count)
            for await lane in group { for (index, reading) in lane { readings[index] = reading } }
            return readings.compactMap(\.self)
        }
    }

    private func read(_ request: Request) -> Reading {
        let name = request.name
        let file = "\(path)/\(name)"
        let bytes: [UInt8]
        let digest: ContentDigest
        do {
            try Self.checkPermissions(file)
            bytes = try RegularFile.bytes(at: file, bytesMax: JobFile.bytesMax)
            digest = ContentDigest(of: bytes + (try values(of: name)))
        } catch {
            return Reading(name: name, digest: nil, outcome: .refused(["\(error)"]))
        }
        let outcome = digest == request.known ? .same : translate(bytes, of: file)
        return Reading(name: name, digest: digest, outcome: outcome)
    }

    private func translate(_ bytes: [UInt8], of file: String) -> Outcome {
        let result = JobFile.load(
            path: file,
            bytes: bytes,
            catalog: catalog,
            environment: environment,
            now: WallClock.now()
        )
        guard !result.diagnostics.hasErrors else {
            let printer = DiagnosticPrinter(sources: result.sources)
            return .refused(result.diagnostics.map { printer.text(of: $0) })
        }
        var registrations: [MachineRegistration] = []
        do {
            for job in result.jobs {
                registrations.append(
                    try MachineRegistration(job, file: file, account: environment.account, zones: zones)
                )
            }
        } catch {
            return .refused(["\(file): \(error)"])
        }
        return .translated(Translation(file: result, registrations: registrations))
    }

    // MARK: - The folder

    /// The names of the job files, sorted.
    ///
    /// - Throws: `SystemError` when the folder cannot be read.
    func names() throws -> [String] {
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
    static func isTests(_ name: String) -> Bool { name.hasSuffix(JobTestFile.ending) }

    /// Whether a file holds values of a template's parameters.
    static func isValues(_ name: String) -> Bool { name.hasSuffix(valuesEnding) }

    /// The template that a file of values belongs to; nil where there is none yet.
    func template(of name: String) -> String? {
        let template = "\(name.dropLast(Self.valuesEnding.count)).yaml"
        return access("\(path)/\(template)", F_OK) == 0 ? template : nil
    }

    /// The values of a template's parameters, as they stand beside it; empty for a file that has none.
    private func values(of name: String) throws -> [UInt8] {
        let stem = name.hasSuffix(".yaml") ? String(name.dropLast(".yaml".count)) : name
        let file = "\(path)/\(stem)\(Self.valuesEnding)"
        guard access(file, F_OK) == 0 else { return [] }
        try Self.checkPermissions(file)
        return try RegularFile.bytes(at: file, bytesMax: JobFile.bytesMax)
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
struct ContentDigest: Equatable, Sendable {
    private var words = SIMD4<UInt64>()

    init(of bytes: [UInt8]) {
        for (index, byte) in (HashFunctions.hash("SHA-256", bytes) ?? []).prefix(32).enumerated() {
            words[index / 8] = words[index / 8] << 8 | UInt64(byte)
        }
    }
}
