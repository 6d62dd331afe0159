import Glibc

/// Runs work on a thread with more stack than the main one has.
///
/// An expression may nest as deep as its limits allow, and without optimisation a level takes many times the stack: a
/// bounded error must not become a crash.
enum DeepStack {
    /// Only what is used of it is taken from the machine.
    static let bytes = 512 << 20

    /// Runs `work` and waits for its end.
    static func run(_ work: @escaping @Sendable () throws -> Void) throws {
        let job = Job(work)
        var thread = pthread_t()
        let code = withUnsafeTemporaryAllocation(of: pthread_attr_t.self, capacity: 1) { buffer in
            guard let attributes = buffer.baseAddress else { return ENOMEM }
            pthread_attr_init(attributes)
            defer { pthread_attr_destroy(attributes) }
            pthread_attr_setstacksize(attributes, bytes)
            return pthread_create(
                &thread,
                attributes,
                { context in
                    guard let context else { return nil }
                    let job = Unmanaged<Job>.fromOpaque(context).takeUnretainedValue()
                    job.result = Result(catching: job.work)
                    return nil
                },
                Unmanaged.passUnretained(job).toOpaque()
            )
        }
        guard code == 0 else { throw CommandError("no thread can be started: \(String(cString: strerror(code)))") }
        pthread_join(thread, nil)
        try job.result.get()
    }

    /// What the thread is handed; the two threads never touch it at once.
    private final class Job {
        let work: @Sendable () throws -> Void
        var result: Result<Void, any Error> = .success(())

        init(_ work: @escaping @Sendable () throws -> Void) { self.work = work }
    }
}
