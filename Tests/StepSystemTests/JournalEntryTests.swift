import Glibc
import Logging
import Testing

@testable import StepSystem

@Suite struct JournalEntryTests {
    private struct Failure: Error, CustomStringConvertible {
        var description: String { "disk is full" }
    }

    private func event(_ message: Logger.Message, level: Logger.Level = .info, error: (any Error)? = nil) -> LogEvent {
        LogEvent(
            level: level,
            message: message,
            error: error,
            metadata: nil,
            source: nil,
            file: "StepEngine/Engine.swift",
            function: "turn()",
            line: 7
        )
    }

    @Test func upperCaseKeysOfStepdAreFieldsAndOthersFollowTheMessage() {
        let entry = JournalEntry(
            event("run started"),
            metadata: [
                "STEPD_RUN": "r-1", "STEPD_JOB": "nightly", "MESSAGE_ID": "abc", "attempt": "2", "note": "two words",
                "STEPD_lower": "x", "empty": "", "list": ["a", "b"], "ERRNO": "28",
            ]
        )
        #expect(
            entry.fields.map { "\($0.name)=\($0.value)" } == [
                "ERRNO=28", "MESSAGE_ID=abc", "STEPD_JOB=nightly", "STEPD_RUN=r-1",
            ]
        )
        #expect(entry.message == #"run started STEPD_lower=x attempt=2 empty="" list=[a,b] note="two words""#)
    }

    @Test func eventOfAKnownKindCarriesItsMessageID() {
        let known = JournalEntry(event("x"), metadata: ["STEPD_EVENT": "run-failed"])
        #expect(known.value(of: "MESSAGE_ID") == MessageID.runFailed.id)
        let own = JournalEntry(event("x"), metadata: ["STEPD_EVENT": "run-failed", "MESSAGE_ID": "own"])
        #expect(own.value(of: "MESSAGE_ID") == "own")
        #expect(JournalEntry(event("x"), metadata: ["STEPD_EVENT": "else"]).value(of: "MESSAGE_ID") == nil)
    }

    @Test func errorFollowsTheMessage() {
        let entry = JournalEntry(event("commit failed", level: .error, error: Failure()), metadata: [:])
        #expect(entry.message == #"commit failed error="disk is full""#)
    }

    @Test func valuesAreBounded() {
        let long = String(repeating: "é", count: JournalEntry.valueBytesMax)
        let entry = JournalEntry(event("\(long)"), metadata: ["STEPD_JOB": "\(long)"])
        #expect(entry.message.utf8.count <= JournalEntry.valueBytesMax + 16 && entry.message.hasSuffix("… [cut]"))
        #expect(entry.value(of: "STEPD_JOB")?.hasSuffix("… [cut]") == true)
    }

    @Test(
        arguments: [
            (.trace, 7), (.debug, 7), (.info, 6), (.notice, 5), (.warning, 4), (.error, 3), (.critical, 2),
        ] as [(Logger.Level, Int32)]
    ) func levelsAreSyslogs(level: Logger.Level, priority: Int32) {
        #expect(JournalEntry(event("x", level: level), metadata: [:]).priority == priority)
    }

    @Test func everyLineOfPrefixedTextHasItsLevel() {
        let entry = JournalEntry(event("bad file\nline 2", level: .error), metadata: ["STEPD_JOB": "nightly"])
        let text = LogText(destination: .prefixedText).lines(entry, now: timespec())
        #expect(text == "<3>bad file\n<3>line 2 (job=nightly)\n")
    }

    @Test func plainTextHasTimeAndLevelAndColourOnlyIfAsked() {
        let entry = JournalEntry(event("ready", level: .notice), metadata: [:])
        let now = timespec(tv_sec: 1_795_435_869, tv_nsec: 5_000_000)
        let plain = LogText(destination: .plainText(isColoured: false)).lines(entry, now: now)
        #expect(plain.hasSuffix(":09.005 notice   ready\n") && !plain.contains("\u{1b}"))
        #expect(plain.hasPrefix("2026-11-2"))
        #expect(LogText(destination: .plainText(isColoured: true)).lines(entry, now: now).contains("\u{1b}[1mnotice"))
    }

    @Test func metadataNearerToTheEventWins() {
        var logger = Logger(label: "test") { _ in
            JournalLogHandler(
                identifier: "test",
                destination: .plainText(isColoured: false),
                level: .critical,
                metadataProvider: .init { ["STEPD_JOB": "provided", "a": "provided"] }
            )
        }
        logger[metadataKey: "a"] = "handler"
        #expect(logger[metadataKey: "a"] == "handler")
        #expect(logger.logLevel == .critical)
        logger.logLevel = .debug
        #expect(logger.logLevel == .debug)
    }
}
