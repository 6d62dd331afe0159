import StepJSON
import StepMachine
import StepStore
import StepTime
import Synchronization

/// Answers reads on a thread and a connection of its own, so that they neither hold up the turns nor see what is not
/// committed.
final class EngineReader: Sendable {
    private struct Contents: Sendable {
        var questions: [@Sendable (StoreReader?) -> Void] = []
        var isClosed = false
    }

    private let path: String
    let names: ResourceNames
    private let contents = Mutex(Contents())
    private let alarm = Alarm()
    private let thread = Mutex<SystemThread?>(nil)
    /// Reads that may wait before the caller is refused.
    private static let questionsMax = 4_096

    init(path: String, names: ResourceNames) {
        self.path = path
        self.names = names
    }

    func start() throws(EngineError) {
        let ready = ReadySignal()
        let thread = SystemThread(name: "stepd-reader") { [self] in run(ready) }
        self.thread.withLock { $0 = thread }
        if let error = ready.wait() { throw error }
    }

    func stop() {
        contents.withLock { $0.isClosed = true }
        alarm.ring()
        thread.withLock { $0 }?.join()
    }

    /// Asks the reader's thread.
    func ask<Value: Sendable>(
        _ question: @escaping @Sendable (EngineReads) throws(EngineError) -> Value
    ) async throws(EngineError) -> Value {
        let names = names
        let result: Result<Value, EngineError> = await withCheckedContinuation { continuation in
            let isAccepted = post { reader in
                guard let reader else {
                    return continuation.resume(
                        returning: .failure(EngineError(.stopping, "The daemon is stopping."))
                    )
                }
                do throws(EngineError) {
                    continuation.resume(returning: .success(try question(EngineReads(store: reader, names: names))))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
            if !isAccepted {
                continuation.resume(returning: .failure(EngineError(.throttling, "Rate exceeded")))
            }
        }
        return try result.get()
    }

    private func post(_ question: @escaping @Sendable (StoreReader?) -> Void) -> Bool {
        let (isAccepted, isClosed) = contents.withLock { contents in
            if contents.isClosed { return (true, true) }
            guard contents.questions.count < Self.questionsMax else { return (false, false) }
            contents.questions.append(question)
            return (true, false)
        }
        if isClosed { question(nil) }
        alarm.ring()
        return isAccepted
    }

    private func run(_ ready: ReadySignal) {
        let reader: StoreReader
        do throws(StoreError) {
            reader = try StoreReader(path: path)
        } catch {
            return ready.signal(EngineError(.storage, "\(error)"))
        }
        ready.signal(nil)
        while true {
            let (questions, isClosed) = contents.withLock { contents in
                defer { contents.questions = [] }
                return (contents.questions, contents.isClosed)
            }
            for question in questions { question(isClosed ? nil : reader) }
            if isClosed { return }
            guard questions.isEmpty else { continue }
            let isIdle = !alarm.sleep(until: nil, now: WallClock.now(), millisecondsMax: 60_000)
            if isIdle { reader.releaseMemory() }
        }
    }
}
