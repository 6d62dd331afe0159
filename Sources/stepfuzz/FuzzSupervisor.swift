import Glibc

/// Starts workers one after the other, and keeps the input that ended or held one.
struct FuzzSupervisor {
    let target: FuzzTarget
    let seed: UInt64
    let seconds: Double
    let corpus: InputFolder
    let findings: InputFolder

    /// An input that takes this long is given up.
    private static let hangSeconds = 10.0

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
            let (status, hasHung) = wait(for: child, shared)
            report.executions += shared.executions
            if hasHung {
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

    private func wait(for child: pid_t, _ shared: SharedInput) -> (status: Int32, hasHung: Bool) {
        var status: Int32 = 0
        var last = shared.executions
        var since = FuzzWorker.now
        while waitpid(child, &status, WNOHANG) == 0 {
            usleep(50_000)
            if shared.executions != last {
                last = shared.executions
                since = FuzzWorker.now
            } else if FuzzWorker.now - since > Self.hangSeconds {
                kill(child, SIGKILL)
                waitpid(child, &status, 0)
                return (status, true)
            }
        }
        return (status, false)
    }
}
