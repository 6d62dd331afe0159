import Glibc

/// Runs inputs through one parser until the time is over; a bad one may end the process.
struct FuzzWorker {
    let target: FuzzTarget
    let seed: UInt64
    let seconds: Double
    let corpus: InputFolder
    let findings: InputFolder

    /// Inputs that take more processor time are findings. Time on the wall would find a busy machine.
    static let inputSecondsMax = 1.0
    /// An input that takes this much ends the process by SIGPROF.
    static let hangSeconds = 10
    /// The process takes no more memory than this, whatever its input.
    static let memoryBytesMax = 3 << 30
    /// Inputs that are kept to go on from.
    static let poolMax = 20_000
    /// Larger inputs are run but not gone on from.
    private static let pooledBytesMax = 4_096

    func run(_ shared: SharedInput) {
        var limit = rlimit(rlim_cur: rlim_t(Self.memoryBytesMax), rlim_max: rlim_t(Self.memoryBytesMax))
        setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
        var mutator = InputMutator(seed: seed, words: target.words)
        var pool = corpus.inputs.map(\.bytes)
        var seen: Set<String> = []
        for input in pool { _ = outcome(of: input, shared, &seen) }
        let end = Self.now + seconds
        while Self.now < end {
            let input = mutator.input(from: pool)
            guard outcome(of: input, shared, &seen), input.count <= Self.pooledBytesMax, pool.count < Self.poolMax
            else {
                continue
            }
            pool.append(input)
            corpus.keep(input, prefix: "k")
        }
    }

    /// Runs one input; whether nothing went this way before.
    private func outcome(of input: [UInt8], _ shared: SharedInput, _ seen: inout Set<String>) -> Bool {
        shared.input = input
        shared.executions += 1
        var timer = itimerval(it_interval: timeval(), it_value: timeval(tv_sec: Self.hangSeconds, tv_usec: 0))
        setitimer(__itimer_which_t(ITIMER_PROF.rawValue), &timer, nil)
        let start = Self.seconds(CLOCK_THREAD_CPUTIME_ID)
        do {
            let outcome = try target.run(input)
            if Self.seconds(CLOCK_THREAD_CPUTIME_ID) - start > Self.inputSecondsMax {
                findings.keep(input, prefix: "\(target.rawValue)-slow")
            }
            return seen.insert(outcome).inserted
        } catch {
            let line = Array("\(target.rawValue): \(error)\n".utf8)
            write(STDERR_FILENO, line, line.count)
            findings.keep(input, prefix: "\(target.rawValue)-wrong")
            return false
        }
    }

    static var now: Double { seconds(CLOCK_MONOTONIC) }

    private static func seconds(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
