import Glibc

/// Starts workers one after the other, and keeps the input that ended or held one.
struct FuzzSupervisor {
    let target: FuzzTarget
    let seed: UInt64
    let seconds: Double
    let corpus: InputFolder
    let findings: InputFolder

    /// What came of it.
    struct Report {
        var executions: UInt64 = 0
        var crashes = 0
        var hangs = 0
    }

    func run(_ shared: SharedInput) -> Report {
        var report = Report()
        let end = FuzzWorker.now + seconds
        var seed = seed
        while FuzzWorker.now < end {
            shared.executions = 0
            guard let child = spawn(seed: seed, seconds: end - FuzzWorker.now) else { break }
            var status: Int32 = 0
            while waitpid(child, &status, 0) < 0, errno == EINTR {}
            report.executions += shared.executions
            // The lower bits are the signal.
            if status & 0x7F == SIGPROF {
                report.hangs += 1
                findings.keep(shared.input, prefix: "\(target.rawValue)-hang")
            } else if status != 0 {
                report.crashes += 1
                findings.keep(shared.input, prefix: "\(target.rawValue)-crash")
            }
            seed &+= 1
        }
        return report
    }

    private func spawn(seed: UInt64, seconds: Double) -> pid_t? {
        let arguments = [
            "stepfuzz", target.rawValue, "--worker", "--seed", "\(seed)", "--seconds", "\(seconds)", "--corpus",
            corpus.path, "--findings", findings.path,
        ]
        var pointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        var child = pid_t()
        return posix_spawn(&child, "/proc/self/exe", nil, nil, &pointers, environ) == 0 ? child : nil
    }
}
