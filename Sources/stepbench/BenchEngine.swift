import ArgumentParser
import Glibc
import StepEngine
import StepJSON
import StepMachine
import StepTime
import Synchronization

/// What every scenario is told.
struct BenchOptions: ParsableArguments {
    @Option(help: "Directory for the database, on the disk in question. Default: a new one in /var/tmp.")
    var directory: String?

    @Option(help: "Executions to start.")
    var executions = 20_000

    func validate() throws {
        guard executions > 0 else { throw ValidationError("--executions must be above 0") }
    }

    /// The directory, made if need be.
    func preparedDirectory() throws -> String {
        let path = directory ?? "/var/tmp/stepbench-\(getpid())"
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
            throw ValidationError("\(path) cannot be made: \(String(cString: strerror(errno)))")
        }
        return path
    }
}

/// Counts what the engine commits.
final class BenchObserver: EngineObserver {
    private struct Counts {
        var closed = 0
        var failures: [String] = []
        /// Milliseconds between the time a Wait was due and the time it was left.
        var waitLags: [Int64] = []
    }

    private let counts = Mutex(Counts())

    var closed: Int { counts.withLock { $0.closed } }
    var failures: [String] { counts.withLock { $0.failures } }
    var waitLags: [Int64] { counts.withLock { $0.waitLags } }

    func committed(_ step: CommittedStep) {
        guard let result = step.result else { return }
        let lag = step.events.first { $0.type == .waitStateExited }.map { $0.timestamp.milliseconds }
        counts.withLock { counts in
            counts.closed += 1
            if result.status != .succeeded { counts.failures.append(result.error ?? "\(result.status)") }
            if let lag { counts.waitLags.append(lag - step.facts.startTime.milliseconds) }
        }
    }

    func skipped(_ slot: SkippedJobSlot) {}
    func waits(_ facts: ExecutionFacts, for reason: String) {}
    func recovering() {}

    func failed(_ failure: EngineFailure, _ message: String) { counts.withLock { $0.failures.append(message) } }
    func turned(_ statistics: EngineStatistics) {}
}

/// What the process has used.
struct ProcessUse {
    /// User and system time, in seconds.
    var cpuSeconds: Double
    var residentBytes: Int

    static func now() -> ProcessUse {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        let seconds = Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
        let micros = Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec)
        return ProcessUse(cpuSeconds: seconds + micros / 1e6, residentBytes: residentBytes())
    }

    /// The second number of /proc/self/statm, in pages.
    private static func residentBytes() -> Int {
        guard let file = fopen("/proc/self/statm", "r") else { return 0 }
        defer { fclose(file) }
        var buffer = [CChar](repeating: 0, count: 128)
        guard fgets(&buffer, 128, file) != nil else { return 0 }
        let fields = String(decoding: buffer.map { UInt8(bitPattern: $0) }, as: UTF8.self).split(separator: " ")
        guard fields.count > 1, let pages = Int(fields[1]) else { return 0 }
        return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
    }
}

/// Monotonic seconds.
func monotonicSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

extension Engine {
    /// Starts `count` executions of a machine, `width` requests at a time, and returns when all are accepted.
    func startMany(_ arn: String, count: Int, width: Int, input: String) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<width {
                group.addTask { [self] in
                    for _ in stride(from: worker, to: count, by: width) {
                        _ = try await startExecution(
                            stateMachineARN: arn,
                            name: nil,
                            input: input,
                            traceHeader: nil
                        )
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}
