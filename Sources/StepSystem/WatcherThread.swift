import CLinux
import CSystemd
import Glibc

/// A thread outside Swift's pool, for a loop that blocks.
///
/// It takes no signals: those of the service (SIGTERM, SIGHUP) are for whoever waits for them, and one that reached a
/// thread without a handler would end the process.
struct WatcherThread: Sendable {
    private let handle: pthread_t

    /// Carries the closure over to the thread.
    private final class Body: Sendable {
        let name: String
        let run: @Sendable () -> Void

        init(name: String, run: @escaping @Sendable () -> Void) {
            self.name = name
            self.run = run
        }
    }

    /// `name` is what `top -H` shows, at most 15 bytes.
    init(name: String, _ run: @escaping @Sendable () -> Void) throws(SystemError) {
        var handle = pthread_t()
        var all = sigset_t()
        var before = sigset_t()
        sigfillset(&all)
        // The new thread inherits the mask.
        pthread_sigmask(SIG_SETMASK, &all, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        let body = Unmanaged.passRetained(Body(name: name, run: run))
        let result = pthread_create(
            &handle,
            nil,
            { argument in
                guard let argument else { return nil }
                let body = Unmanaged<Body>.fromOpaque(argument).takeRetainedValue()
                WatcherThread.setName(body.name)
                body.run()
                return nil
            },
            body.toOpaque()
        )
        guard result == 0 else {
            body.release()
            throw SystemError("start the thread \(name)", errno: result)
        }
        self.handle = handle
    }

    private static func setName(_ name: String) {
        let file = open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { return }
        _ = write(file, name, name.utf8.count)
        close(file)
    }

    /// Waits for the end of the closure. To be called once.
    func join() { pthread_join(handle, nil) }
}
