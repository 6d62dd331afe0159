import StepMachine
import StepTime
import Testing

@testable import StepEngine
@testable import StepStore

/// Tasks and workers of an activity, in the order they came.
@Suite struct ActivityQueuesTests {
    private let start = Timestamp(milliseconds: 1_000_000)

    private func queues() throws -> ActivityQueues {
        let fixture = try EngineLoopFixture()
        var queues = try ActivityQueues(fixture.loop.store.reads)
        queues.create(ActivityRow(name: "a", createdMilliseconds: 1))
        return queues
    }

    private func token(_ execution: Int64) -> TaskToken { TaskToken(execution: execution, frame: 0, event: 3) }

    private func worker(_ name: String, seconds: Double) -> ActivityQueues.Worker {
        ActivityQueues.Worker(name: name, deadline: start.adding(seconds: seconds), reply: { _ in })
    }

    @Test func withdrawnTasksAreNotGivenAway() throws {
        var queues = try queues()
        for execution in Int64(1)...3 { _ = queues.offer(token(execution), to: "a") }
        queues.withdraw(token(1))
        queues.withdraw(token(2))
        queues.withdraw(token(2))
        let tasks = [queues.popTask(of: "a"), queues.popTask(of: "a")]
        #expect(tasks == [token(3), nil])
        let isOffered = queues.offer(token(4), to: "other")
        #expect(!isOffered)
    }

    /// Attempts that time out again and again leave nothing behind.
    @Test func withdrawnTasksAreForgotten() throws {
        var queues = try queues()
        for execution in Int64(1)...5_000 {
            _ = queues.offer(token(execution), to: "a")
            queues.withdraw(token(execution))
        }
        #expect(queues.tokenCount(of: "a") <= 1_001)
        _ = queues.offer(token(5_001), to: "a")
        let task = queues.popTask(of: "a")
        #expect(task == token(5_001))
    }

    @Test func workersComeInTheirOrderAndGoAtTheirTime() throws {
        var queues = try queues()
        _ = queues.add(worker("x", seconds: 10), to: "a")
        _ = queues.add(worker("y", seconds: 20), to: "a")
        #expect(queues.matches.isEmpty && queues.nextDeadline == start.adding(seconds: 10))
        _ = queues.offer(token(1), to: "a")
        #expect(queues.matches == ["a"])
        let due = queues.popWorkers(until: start.adding(seconds: 10)).map(\.name)
        let last = queues.popWorker(of: "a")?.name
        #expect(due == ["x"] && last == "y" && !queues.hasWorker(for: "a"))
        #expect(queues.matches.isEmpty && queues.nextDeadline == nil)
    }

    @Test func clockThatIsSetBackLetsNobodyWaitLonger() throws {
        var queues = try queues()
        _ = queues.add(worker("x", seconds: 60), to: "a")
        queues.setBack(to: start.adding(seconds: -3_600))
        #expect(queues.nextDeadline == start.adding(seconds: -3_540))
    }
}
