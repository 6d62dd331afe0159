import Glibc
import Synchronization
import Testing

@testable import StepSystem

@Suite struct DirectoryWatcherTests {
    @Test(
        arguments: [
            ("a.yaml", true), ("b.yml", true), ("c.json", true), ("a.b.yaml", true), (".a.yaml", false),
            (".a.yaml.swp", false), ("a.yaml~", false), (".#a.yaml", false), ("#a.yaml#", false), ("4913", false),
            ("a.yaml.dpkg-new", false), ("a.YAML", false), ("yaml", false), ("a.txt", false), ("", false),
            ("..data", false), ("#a.yaml", false),
        ]
    ) func namesOfJobFiles(name: String, isWatched: Bool) {
        #expect(DirectoryWatcher.isWatched(name) == isWatched)
    }

    @Test func writingReplacingAndDeletingAreReported() throws {
        let scratch = try ScratchDirectory()
        let watcher = try DirectoryWatcher(path: scratch.path)
        #expect(watcher.read().isEmpty)
        try scratch.write("a.yaml")
        #expect(watcher.read() == [.written("a.yaml")])
        try scratch.write(".a.yaml.tmp")
        scratch.move(".a.yaml.tmp", "a.yaml")
        #expect(watcher.read() == [.written("a.yaml")])
        scratch.move("a.yaml", "b.yml")
        #expect(watcher.read() == [.removed("a.yaml"), .written("b.yml")])
        scratch.delete("b.yml")
        #expect(watcher.read() == [.removed("b.yml")])
        try scratch.write("note.txt")
        try scratch.write("4913")
        scratch.makeDirectory("dir.yaml")
        #expect(watcher.read().isEmpty)
    }

    @Test func changedPermissionsAreReported() throws {
        let scratch = try ScratchDirectory()
        try scratch.write("a.yaml")
        let watcher = try DirectoryWatcher(path: scratch.path)
        chmod("\(scratch.path)/a.yaml", 0o600)
        #expect(watcher.read() == [.written("a.yaml")])
    }

    @Test func newFileIsReportedWhenItHasBeenWrittenAndALinkAtOnce() throws {
        let scratch = try ScratchDirectory()
        let watcher = try DirectoryWatcher(path: scratch.path)
        let file = try #require(fopen("\(scratch.path)/a.yaml", "w"))
        fputs("half", file)
        fflush(file)
        #expect(watcher.read().isEmpty)
        fclose(file)
        #expect(watcher.read() == [.written("a.yaml")])
        scratch.link("b.yaml", to: "a.yaml")
        #expect(watcher.read() == [.written("b.yaml")])
    }

    @Test func linkOfKubernetesThatSwingsMeansRescan() throws {
        let scratch = try ScratchDirectory()
        scratch.makeDirectory("..v1")
        scratch.makeDirectory("..v2")
        scratch.link("..data", to: "..v1")
        let watcher = try DirectoryWatcher(path: scratch.path)
        scratch.link("..data_tmp", to: "..v2")
        scratch.move("..data_tmp", "..data")
        #expect(watcher.read() == [.rescan])
    }

    @Test func linkedDirectoryIsWatchedAndItsReplacementSeen() throws {
        let scratch = try ScratchDirectory()
        scratch.makeDirectory("one")
        scratch.makeDirectory("two")
        scratch.link("jobs.d", to: "one")
        let watcher = try DirectoryWatcher(path: scratch.path + "/jobs.d")
        try scratch.write("one/a.yaml")
        #expect(watcher.read() == [.written("a.yaml")])
        scratch.link("next", to: "two")
        scratch.move("next", "jobs.d")
        #expect(watcher.read() == [.rescan])
        try scratch.write("two/b.yaml")
        try scratch.write("one/c.yaml")
        #expect(watcher.read() == [.written("b.yaml")])
    }

    @Test func directoryThatVanishesAndComesBack() throws {
        let scratch = try ScratchDirectory()
        scratch.makeDirectory("jobs.d")
        let watcher = try DirectoryWatcher(path: scratch.path + "/jobs.d/")
        scratch.move("jobs.d", "gone")
        #expect(watcher.read() == [.directoryMissing])
        #expect(!watcher.isWatching && watcher.read().isEmpty)
        try scratch.write("gone/a.yaml")
        scratch.makeDirectory("jobs.d")
        #expect(watcher.read() == [.rescan])
        try scratch.write("jobs.d/b.yaml")
        #expect(watcher.read() == [.written("b.yaml")])
        ScratchDirectory.remove(scratch.path + "/jobs.d")
        #expect(watcher.read() == [.removed("b.yaml"), .directoryMissing])
    }

    @Test func missingDirectoryIsAnErrorAtFirst() throws {
        let scratch = try ScratchDirectory()
        let error = #expect(throws: SystemError.self) { try DirectoryWatcher(path: scratch.path + "/none") }
        #expect(error?.errno == ENOENT)
    }

    @Test func lostEventsMeanRescan() throws {
        let scratch = try ScratchDirectory()
        let watcher = try DirectoryWatcher(path: scratch.path)
        // More than any usual fs.inotify.max_queued_events: alternating, because equal events are merged.
        for _ in 0..<40_000 {
            chmod("\(scratch.path)", 0o755)
            try scratch.write("a.yaml")
            scratch.delete("a.yaml")
        }
        #expect(watcher.read().contains(.rescan))
    }

    @Test func settledChangesNameEachFileOnce() {
        #expect(
            DirectoryWatcher.settled([.written("b"), .removed("a"), .written("a"), .removed("b")])
                == [.written("a"), .removed("b")]
        )
        #expect(DirectoryWatcher.settled([.written("b"), .directoryMissing, .rescan]) == [.rescan])
    }

    @Test func threadReportsABurstOnceAndStops() throws {
        let scratch = try ScratchDirectory()
        let watcher = try DirectoryWatcher(path: scratch.path)
        let calls = Mutex<[[DirectoryWatcher.Change]]>([])
        for round in 1...2 {
            // Before the thread starts, so that the burst is one burst on a slow machine too.
            for _ in 0..<5 { try scratch.write("a.yaml") }
            try scratch.write("b.yaml")
            try watcher.start { changes in calls.withLock { $0.append(changes) } }
            var waited = 0
            while calls.withLock({ $0.count }) < round, waited < 500 {
                usleep(10_000)
                waited += 1
            }
            watcher.stop()
            try scratch.write("after.yaml")
            usleep(200_000)
            #expect(calls.withLock { $0.count } == round)
            _ = watcher.read()
        }
        #expect(calls.withLock { $0 } == Array(repeating: [.written("a.yaml"), .written("b.yaml")], count: 2))
    }

    @Test func threadFindsTheDirectoryWhenItIsBack() throws {
        let scratch = try ScratchDirectory()
        scratch.makeDirectory("jobs.d")
        let watcher = try DirectoryWatcher(path: scratch.path + "/jobs.d")
        let seen = Mutex<[DirectoryWatcher.Change]>([])
        try watcher.start { changes in seen.withLock { $0 += changes } }
        defer { watcher.stop() }
        rmdir(scratch.path + "/jobs.d")
        func wait(for count: Int) {
            var waited = 0
            while seen.withLock({ $0.count }) < count, waited < 500 {
                usleep(10_000)
                waited += 1
            }
        }
        wait(for: 1)
        scratch.makeDirectory("jobs.d")
        wait(for: 2)
        #expect(seen.withLock { $0 } == [.directoryMissing, .rescan])
    }
}
