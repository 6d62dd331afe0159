import StepTime
import Testing

@testable import StepEngine

/// What may begin, and what of those that wait is next.
@Suite struct AdmissionTests {
    private let now = Timestamp(milliseconds: 1_000_000)

    private static func request(_ id: Int64, of machine: Int64 = 1, locks: [String] = []) -> Admission.Request {
        Admission.Request(execution: id, machine: machine, locks: locks)
    }

    private func begun(_ admission: Desk, at time: Timestamp? = nil) -> [Int64] {
        var ids: [Int64] = []
        while let request = admission.next(at: time ?? now) { ids.append(request.execution) }
        return ids
    }

    @Test func noMoreRunThanThereIsRoomFor() {
        let admission = Desk(runningMax: 2)
        let blockers = (1...5).map { admission.arrive(Self.request($0, of: $0), at: now) }
        #expect(blockers == [nil, nil, .room, .room, .room])
        #expect(!admission.end(1, of: 1))
        #expect(begun(admission) == [3])
        // One that is new does not overtake those that wait.
        #expect(!admission.end(2, of: 2))
        #expect(admission.arrive(Self.request(6, of: 6), at: now) == .room)
        #expect(begun(admission) == [4])
    }

    @Test func aTaskDoesNotWaitForTheRoomThatItsExecutionTakes() {
        let admission = Desk(runningMax: 1)
        #expect(admission.arrive(Self.request(1), at: now) == nil)
        var child = Self.request(2, of: 2)
        child.isNested = true
        #expect(admission.arrive(child, at: now) == nil)
    }

    @Test func aLockHasOneHolder() {
        let admission = Desk(runningMax: 10)
        #expect(admission.arrive(Self.request(1, of: 1, locks: ["repo"]), at: now) == nil)
        #expect(admission.arrive(Self.request(2, of: 2, locks: ["repo", "disk"]), at: now) == .lock("repo"))
        #expect(admission.arrive(Self.request(3, of: 3, locks: ["disk"]), at: now) == nil)
        _ = admission.end(1, of: 1)
        // It waits for the other lock now, and holds none meanwhile.
        #expect(begun(admission) == [])
        #expect(admission.blocker(of: 2) == .lock("disk"))
        #expect(admission.arrive(Self.request(4, of: 4, locks: ["repo"]), at: now) == nil)
        _ = admission.end(3, of: 3)
        #expect(begun(admission) == [])
        _ = admission.end(4, of: 4)
        #expect(begun(admission) == [2])
        #expect(admission.holders == ["repo": 2, "disk": 2])
    }

    @Test func thoseInARowFollowOneAnotherThroughEveryQueue() {
        let admission = Desk(runningMax: 2)
        #expect(admission.arrive(Self.request(1, of: 9), at: now) == nil)
        #expect(admission.arrive(Self.request(2, of: 9), at: now) == nil)
        for id: Int64 in 3...5 {
            var request = Self.request(id, of: 1)
            request.isSerial = true
            #expect(admission.arrive(request, at: now) == (id == 3 ? .room : .run(of: 1)))
        }
        _ = admission.end(1, of: 9)
        _ = admission.end(2, of: 9)
        #expect(begun(admission) == [3])
        _ = admission.end(3, of: 1)
        #expect(begun(admission) == [4])
        // The one before it is given up while it waits itself.
        _ = admission.end(4, of: 1)
        #expect(begun(admission) == [5])
    }

    @Test func anExecutionThatIsGivenUpLetsTheNextOneBegin() {
        let admission = Desk(runningMax: 1)
        #expect(admission.arrive(Self.request(1, of: 1), at: now) == nil)
        var second = Self.request(2, of: 2)
        second.isSerial = true
        #expect(admission.arrive(second, at: now) == .room)
        var third = Self.request(3, of: 2)
        third.isSerial = true
        #expect(admission.arrive(third, at: now) == .run(of: 2))
        #expect(admission.end(2, of: 2))
        #expect(begun(admission) == [])
        #expect(admission.blocker(of: 3) == .room)
        _ = admission.end(1, of: 1)
        #expect(begun(admission) == [3])
    }

    @Test func nothingBeginsBeforeItsTime() {
        let admission = Desk(runningMax: 10)
        var request = Self.request(1)
        request.notBefore = now.adding(seconds: 60)
        #expect(admission.arrive(request, at: now) == .time)
        #expect(admission.nextDue == now.adding(seconds: 60))
        #expect(begun(admission, at: now.adding(seconds: 59)) == [])
        #expect(begun(admission, at: now.adding(seconds: 60)) == [1])
    }

    @Test func aLockIsWaitedForAsLongAsTheJobSays() {
        let admission = Desk(runningMax: 10)
        #expect(admission.arrive(Self.request(1, locks: ["repo"]), at: now) == nil)
        var request = Self.request(2, of: 2, locks: ["repo"])
        request.deadline = now.adding(seconds: 60)
        #expect(admission.arrive(request, at: now) == .lock("repo"))
        #expect(admission.nextDue == now.adding(seconds: 60))
        #expect(begun(admission, at: now.adding(seconds: 60)) == [])
        #expect(admission.takeExpired()?.execution == 2)
        #expect(admission.takeExpired() == nil)
        #expect(admission.end(2, of: 2))
        _ = admission.end(1, of: 1)
        #expect(begun(admission, at: now.adding(seconds: 61)) == [])
    }

    @Test func whatWaitsSurvivesARestart() {
        let admission = Desk(runningMax: 1)
        admission.restore(running: 1, of: 7)
        for id: Int64 in [2, 3] { admission.restore(Self.request(id, of: id)) }
        #expect(begun(admission) == [])
        #expect(admission.takeMoved().map(\.request.execution) == [2, 3])
        _ = admission.end(1, of: 7)
        #expect(begun(admission) == [2])
    }
}

/// An ``Admission`` in one place, so that what changes it can stand in an expectation.
private final class Desk {
    private var admission: Admission

    init(runningMax: Int) { admission = Admission(runningMax: runningMax) }

    var nextDue: Timestamp? { admission.nextDue }
    var holders: [String: Int64] { admission.holders }

    func blocker(of execution: Int64) -> Admission.Blocker? { admission.blocker(of: execution) }
    func arrive(_ request: Admission.Request, at now: Timestamp) -> Admission.Blocker? {
        admission.arrive(request, at: now)
    }
    func restore(_ request: Admission.Request) { admission.restore(request) }
    func restore(running count: Int, of machine: Int64) { admission.restore(running: count, of: machine) }
    func end(_ execution: Int64, of machine: Int64) -> Bool { admission.end(execution, of: machine) }
    func next(at now: Timestamp) -> Admission.Request? { admission.next(at: now) }
    func takeExpired() -> Admission.Request? { admission.takeExpired() }
    func takeMoved() -> [(request: Admission.Request, blocker: Admission.Blocker)] { admission.takeMoved() }
}
