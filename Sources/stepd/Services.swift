import Logging
import ServiceLifecycle
import StepAPI
import StepEngine
import StepSystem
import UnixSignals

// The daemon's parts as the service group sees them: each runs until it is told to stop.

/// The engine: last to stop.
struct EngineService: Service {
    let engine: Engine

    func run() async throws {
        try await gracefulShutdown()
        engine.stop()
    }
}

/// Changes in the job directory: first to stop, so that neither the API nor a reload waits for files that are still read.
struct WatcherService: Service {
    let watcher: DirectoryWatcher
    let jobs: JobDirectory

    func run() async throws {
        let (changes, continuation) = AsyncStream<[DirectoryWatcher.Change]>.makeStream()
        try watcher.start { continuation.yield($0) }
        async let end: Void = endWhenStopped(continuation)
        for await batch in changes { await jobs.apply(batch) }
        await end
        watcher.stop()
    }

    private func endWhenStopped(_ changes: AsyncStream<[DirectoryWatcher.Change]>.Continuation) async {
        // Cancelled is stopped as well.
        try? await gracefulShutdown()
        await jobs.stop()
        changes.finish()
    }
}

/// SIGHUP: reads all job files again.
struct ReloadService: Service {
    let control: DaemonControl

    func run() async throws {
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
            // What went wrong is in the journal.
            _ = try? await control.reloadJobs()
        }
    }
}

/// The API: the first that clients notice, so that systemd is told here.
struct APIService: Service {
    let server: APIServer
    let notify: Notify

    func run() async throws {
        try await gracefulShutdown()
        notify.send(.stopping)
        Logger(label: "stepd").notice(
            "stepd stops",
            metadata: ["STEPD_EVENT": "\(MessageID.daemonStopping.rawValue)"]
        )
        await server.shutDown()
    }
}
