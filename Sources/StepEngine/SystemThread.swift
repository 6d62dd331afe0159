import CLinux
import Glibc
import Synchronization

/// A thread of the operating system: for work that blocks, which must not sit on Swift's cooperative pool.
package final class SystemThread: Sendable {
    private let handle: Mutex<pthread_t?>

    /// Starts a thread.
    ///
    /// `name`, of at most 15 bytes, is what `top -H` and a debugger show. Expressions recurse on the stack of
    /// `stackBytes`, which is only taken as far as it is used.
    package init(name: String, stackBytes: Int = 16 << 20, _ body: @escaping @Sendable () -> Void) {
        precondition(name.utf8.count <= 15, "a thread's name has at most 15 bytes: \(name)")
        handle = Mutex(Self.start(Start(name: name, body: body), stackBytes))
    }

    private static func start(_ start: Start, _ stackBytes: Int) -> pthread_t {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setstacksize(&attributes, stackBytes)
        var thread = pthread_t()
        let argument = Unmanaged.passRetained(start).toOpaque()
        let status = pthread_create(&thread, &attributes, { SystemThread.run($0) }, argument)
        precondition(status == 0, "pthread_create failed with \(status): the machine is out of threads")
        return thread
    }

    /// Waits until the thread has ended. The first caller waits; a later one returns at once.
    package func join() {
        let thread = handle.withLock { handle in
            defer { handle = nil }
            return handle
        }
        if let thread { pthread_join(thread, nil) }
    }

    private final class Start: Sendable {
        let name: String
        let body: @Sendable () -> Void

        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }

    private static func run(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        guard let argument else { return nil }
        let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
        _ = clinux_set_thread_name(start.name)
        start.body()
        return nil
    }
}
