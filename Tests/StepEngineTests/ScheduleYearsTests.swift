import Glibc
import StepMachine
import StepSchedule
import StepStore
import StepTime
import Testing

@testable import StepEngine

/// Two years of a virtual clock: the daemon goes down and comes back, the machine sleeps, the clock is set forward and
/// back, files are saved again; and at the end each slot is exactly once a run or a recorded skip.
@Suite struct ScheduleYearsTests {
    /// A generator that gives the same numbers each time (SplitMix64).
    private struct Chance: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var z = state
            z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
            z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
            return z ^ (z >> 31)
        }
    }

    /// A daemon on one database, and its clock.
    private final class World {
        let fixture: EngineLoopFixture
        private var loop: EngineLoop
        let jobs: [MachineRegistration]
        var now: Timestamp
        var latest: Timestamp

        init(_ jobs: [MachineRegistration]) throws {
            fixture = try EngineLoopFixture()
            loop = fixture.loop
            self.jobs = jobs
            now = fixture.now
            latest = now
            load()
        }

        var reads: StoreReader { loop.store.reads }

        /// The job files are read, as at a start or a reload.
        func load() { loop.turn(jobs.map { .register($0, { _ in }) }, at: now) }

        func restart() throws {
            loop = try EngineLoop(
                configuration: fixture.configuration,
                store: try StoreWriter(image: try loop.store.image()),
                drivers: [],
                observer: fixture.observer,
                post: { _ in }
            )
            load()
        }

        /// The clock goes on, and the daemon wakes whenever it wants to.
        func run(seconds: Double) {
            let end = now.adding(seconds: seconds)
            while let work = loop.nextWork(at: now), work <= end {
                now = max(now, work)
                loop.turn([], at: now)
            }
            now = end
            latest = max(latest, now)
        }

        /// The clock shows another time, without a turn in between.
        func jump(seconds: Double) {
            now = now.adding(seconds: seconds)
            latest = max(latest, now)
            loop.turn([], at: now)
        }
    }

    private static func zone(_ name: String) throws -> TimeZoneRules {
        let file = try #require(fopen("/usr/share/zoneinfo/\(name)", "r"), "tzdata has no \(name)")
        defer { fclose(file) }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = fread(&buffer, 1, buffer.count, file)
        return try TimeZoneRules(tzif: Array(buffer[..<count]), name: name)
    }

    private static func jobs() throws -> [MachineRegistration] {
        let berlin = try Self.zone("Europe/Berlin")
        let pass = FailedCommitTests.pass
        return [
            try EngineLoopFixture.job("nightly", cron: "30 2 * * *", pass) { $0.zone = berlin },
            try EngineLoopFixture.job("hourly", cron: "7 * * * *", pass) { $0.catchUp.extent = .none },
            try EngineLoopFixture.job("every", cron: "every 7h", pass) { $0.catchUp.extent = .all },
            try EngineLoopFixture.job("spread", cron: "0 */2 * * *", pass, overlap: .queue, locks: ["one"]) {
                $0.jitterMilliseconds = 1_234_567
                $0.catchUp.windowSeconds = 40_000
            },
            try EngineLoopFixture.job(
                "weekly",
                cron: "calendar(Sat *-*-* 23:50)",
                pass,
                overlap: .allow,
                locks: ["one"]
            ),
        ]
    }

    @Test(arguments: [1, 2]) func eachSlotIsOnceARunOrASkip(seed: UInt64) throws {
        var chance = Chance(state: seed)
        let world = try World(try Self.jobs())
        let start = world.now
        let end = start.adding(seconds: 2 * 365.25 * 86_400)
        var kinds: [Int: Int] = [:]
        while world.now < end {
            world.run(seconds: Double.random(in: 60...4 * 86_400, using: &chance))
            let kind = Int.random(in: 0..<6, using: &chance)
            kinds[kind, default: 0] += 1
            switch kind {
            case 0:
                // An outage, now and then of weeks.
                let days = Double.random(in: 0...1, using: &chance) < 0.1 ? 30.0 : 0.7
                world.now = world.now.adding(seconds: Double.random(in: 1...days * 86_400, using: &chance))
                try world.restart()
            case 1: try world.restart()
            // Asleep.
            case 2: world.jump(seconds: Double.random(in: 1...2 * 86_400, using: &chance))
            // Set forward and back again; or only back.
            case 3:
                let seconds = Double.random(in: 1...20 * 86_400, using: &chance)
                world.jump(seconds: seconds)
                world.run(seconds: 30)
                if Bool.random(using: &chance) { try world.restart() }
                world.jump(seconds: -seconds)
            case 4: world.jump(seconds: -Double.random(in: 0.001...10_000, using: &chance))
            default: world.load()
            }
        }
        world.now = max(world.now, world.latest)
        world.run(seconds: 86_400)
        #expect(kinds.count == 6)
        for job in world.jobs { try Self.check(job, world, from: start) }
    }

    private static func check(_ job: MachineRegistration, _ world: World, from start: Timestamp) throws {
        let entry = try #require(job.job?.schedules.first)
        let machine = try #require(try world.reads.machine(named: job.name))
        var rows = try world.reads.slots(job: job.name, limit: 1_000_000).reversed()[...]
        let started = rows.count { $0.outcome == SlotOutcome.started.rawValue }
        let executions = try world.reads.executions(machine: machine.id, limit: 1_000_000)
        #expect(executions.count == started, "\(job.name): runs and slots that say so")
        #expect(executions.allSatisfy { $0.status == .succeeded }, "\(job.name): every run has ended")
        #expect(Set(executions.map(\.slotMilliseconds)).count == executions.count, "\(job.name): no slot ran twice")
        let schedule = try #require(try world.reads.schedule(job: job.name))
        let anchor = Timestamp(milliseconds: schedule.anchorMilliseconds)
        let until = world.now.adding(seconds: -Double(entry.jitterMilliseconds) / 1_000)
        var last = start
        var slots = 0
        while let slot = entry.next(after: last, anchor: anchor), slot <= until {
            slots += 1
            while let row = rows.first, (row.lastMilliseconds ?? row.slotMilliseconds) < slot.milliseconds {
                rows.removeFirst()
            }
            let covering = rows.prefix(2).filter {
                $0.slotMilliseconds <= slot.milliseconds
                    && slot.milliseconds <= ($0.lastMilliseconds ?? $0.slotMilliseconds)
            }
            #expect(covering.count == 1, "\(job.name): \(slot.rfc3339) has \(covering.count) rows")
            last = slot
        }
        #expect(slots > 80, "\(job.name)")
        #expect(started > slots / 4, "\(job.name): \(started) of \(slots)")
    }
}
