import StepJSON
import StepStore
import StepTime
import Synchronization
import Testing

@testable import StepEngine

/// What is told, once it is committed, until it is told.
@Suite struct NotificationTests {
    /// Keeps what it is to tell, and answers when the test says so.
    private final class Sender: NotificationSender {
        struct Sent {
            var notification: Notification
            var completion: @Sendable (String?) -> Void
        }

        private let sent = Mutex<[Sent]>([])

        func send(_ notification: Notification, completion: @escaping @Sendable (String?) -> Void) {
            sent.withLock { $0.append(Sent(notification: notification, completion: completion)) }
        }

        /// Answers all that came, and forgets it.
        func answer(_ failure: String? = nil) -> [Notification] {
            let all = sent.withLock { sent in
                defer { sent = [] }
                return sent
            }
            for one in all { one.completion(failure) }
            return all.map(\.notification)
        }
    }

    private let sender = Sender()

    private static let failing = """
        {"StartAt": "F", "States": {"F": {"Type": "Fail", "Error": "Bad", "Cause": "it is"}}}
        """

    private func fixture() throws -> EngineLoopFixture {
        let sender = sender
        return try EngineLoopFixture { $0.sender = sender }
    }

    private static func job(
        _ definition: String,
        cron: String? = nil,
        _ configure: (inout ScheduleEntry) -> Void = { _ in }
    ) throws -> MachineRegistration {
        var job = try EngineLoopFixture.job("j", cron: cron, definition, configure: configure)
        job.job?.settings.notifications = NotificationRules(
            onFailure: ["failure-1", "failure-2"],
            onSuccess: ["success"],
            onMissed: ["missed"],
            healthcheck: "check"
        )
        return job
    }

    private static func words(_ notifications: [Notification]) -> [String] {
        notifications.map {
            "\($0.target) \($0.event["event"]?.stringValue ?? "") \($0.event["status"]?.stringValue ?? "-")"
        }
    }

    @Test func theStartAndTheEndAreTold() throws {
        let fixture = try fixture()
        fixture.turn(.register(try Self.job(Self.failing), { _ in }))
        fixture.turn(after: 1, try EngineLoopFixture.start("j", name: "r"))
        let told = sender.answer()
        #expect(
            Self.words(told) == [
                "check execution-started -", "failure-1 execution-ended FAILED", "failure-2 execution-ended FAILED",
                "check execution-ended FAILED",
            ]
        )
        #expect(told[1].event["error"] == "Bad")
        #expect(told[1].event["run"] == "r")
        #expect(Set(told.map(\.key)).count == 4)
        fixture.turn()
        fixture.turn(after: 100_000)
        #expect(sender.answer().isEmpty)
        #expect(try fixture.loop.store.reads.notifications(limit: 10).isEmpty)
    }

    @Test func whatCannotBeToldIsToldAgainForADay() throws {
        let fixture = try fixture()
        fixture.turn(.register(try Self.job(FailedCommitTests.pass), { _ in }))
        fixture.turn(after: 1, try EngineLoopFixture.start("j", name: "r"))
        let first = Set(sender.answer("refused").map(\.key))
        #expect(first.count == 3)
        var attempts = 0
        for _ in 0..<2_000 {
            fixture.turn(after: 60)
            let again = sender.answer("refused")
            attempts += again.count
            #expect(first.isSuperset(of: again.map(\.key)))
        }
        // After 10 s, 20 s, …, an hour, for a day: each about thirty times.
        #expect((3 * 20...3 * 40).contains(attempts), "\(attempts)")
        #expect(try fixture.loop.store.reads.notifications(limit: 10).isEmpty)
        #expect(fixture.observer.failures.contains { $0.contains("could not be told in a day") })
    }

    @Test func whatWasNotToldIsToldAfterACrash() throws {
        let fixture = try fixture()
        fixture.turn(.register(try Self.job(Self.failing), { _ in }))
        fixture.turn(after: 1, try EngineLoopFixture.start("j", name: "r"))
        // Sent and not answered.
        let after = try fixture.afterCrash()
        after.turn([], at: fixture.now.adding(seconds: 1))
        #expect(sender.answer().count == 8)
    }

    @Test func aFailedCommitTellsNothing() throws {
        let fixture = try fixture()
        fixture.turn(.register(try Self.job(Self.failing), { _ in }))
        try fixture.setReadOnly(true)
        fixture.turn(after: 1, try EngineLoopFixture.start("j", name: "r"))
        #expect(sender.answer().isEmpty)
        try fixture.setReadOnly(false)
        fixture.turn(after: 2)
        fixture.turn(after: 2)
        #expect(sender.answer().isEmpty)
    }

    @Test func aMissedSlotIsTold() throws {
        let fixture = try fixture()
        let job = try Self.job(FailedCommitTests.pass, cron: "0 3 * * *") { $0.catchUp.extent = .none }
        fixture.turn(.register(job, { _ in }))
        fixture.turn(after: 2 * 3_600)
        let told = sender.answer()
        #expect(Self.words(told) == ["missed slot-missed -"])
        #expect(told[0].event["slot"] == "2026-11-23T03:00:00.000Z")
    }

    @Test func noMoreAreToldAtOnceThanABound() throws {
        let fixture = try fixture()
        fixture.turn(.register(try Self.job(FailedCommitTests.pass), { _ in }))
        for index in 0..<40 { fixture.turn(try EngineLoopFixture.start("j", name: "r\(index)")) }
        var told: Set<String> = []
        var rounds = 0
        while told.count < 120, rounds < 20 {
            let batch = sender.answer()
            #expect(batch.count <= NotificationQueue.inFlightMax)
            told.formUnion(batch.map(\.key))
            rounds += 1
            fixture.turn()
        }
        #expect(told.count == 120)
    }
}
