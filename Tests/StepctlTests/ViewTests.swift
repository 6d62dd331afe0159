import StepJSON
import StepProtocol
import StepTime
import Testing

@testable import stepctl

@Suite struct ViewTests {
    private let utc = TimeFormat(isUTC: true)
    private let now = Timestamp(milliseconds: RecordedHistory.startMilliseconds + 60_000)

    @Test func timelineTableShowsAStateALine() throws {
        let timeline = Timeline(try RecordedHistory.events(RecordedHistory.poll))
        let view = TimelineTable(timeline: timeline, linesMax: 20, now: now, timeFormat: utc)
        let expected = """
            STATE     TYPE     ENTERED       TOOK  RESULT  DETAIL
            create    Task     12:30:24.000    4s  done
            pause     Wait     12:30:29.000    1s  done
            describe  Task     12:30:31.000    7s  done    2 attempts; Rds.ThrottlingException: Rate exceeded
            done      Succeed  12:30:39.000    1s  done

            """
        #expect(view.table.text(hasHeader: true, isColored: false, columnsMax: nil) == expected)
    }

    @Test func timelineTableKeepsTheLatestStates() throws {
        let timeline = Timeline(try RecordedHistory.events(RecordedHistory.poll))
        let view = TimelineTable(timeline: timeline, linesMax: 1, now: now, timeFormat: utc)
        #expect(view.hiddenCount == 3)
        #expect(view.table.rows.map { $0[0].text } == ["done"])
    }

    @Test func branchesAreIndented() throws {
        let timeline = Timeline(try RecordedHistory.events(RecordedHistory.parallelCaught))
        let view = TimelineTable(timeline: timeline, linesMax: 20, now: now, timeFormat: utc)
        #expect(view.table.rows.map { $0[0].text } == ["Both", "  Branch1", "  Branch2", "Caught"])
    }

    @Test func historyTableShowsAnEventALine() throws {
        let events = try RecordedHistory.events(RecordedHistory.failed)
        let view = HistoryTable(events: events, isReverse: false, timeFormat: utc)
        let expected = """
            ID  TIME                     DELTA  TYPE              STATE   DETAIL
             1  2026-11-23 12:30:23.000         ExecutionStarted
             2  2026-11-23 12:30:24.000    +1s  TaskStateEntered  create
             3  2026-11-23 12:30:25.000    +1s  TaskScheduled     create
             4  2026-11-23 12:30:26.000    +1s  TaskStarted       create
             5  2026-11-23 12:30:27.000    +1s  TaskFailed        create  Rds.DbInstanceNotFoundException: none
             6  2026-11-23 12:30:28.000    +1s  ExecutionFailed           Rds.DbInstanceNotFoundException: none

            """
        #expect(view.table.text(hasHeader: true, isColored: false, columnsMax: nil) == expected)
        let reverse = HistoryTable(events: events, isReverse: true, timeFormat: utc)
        #expect(reverse.table.rows.map { $0[0].text } == ["6", "5", "4", "3", "2", "1"])
    }

    @Test func progressSaysEachStateAsItIsEnteredAndEachFailure() throws {
        var progress = RunProgress(startedAt: now, timeFormat: utc)
        let lines = progress.append(try RecordedHistory.events(RecordedHistory.poll), isColored: false)
        #expect(
            lines == [
                "12:30:24.000 create (Task)", "12:30:29.000 pause (Wait)", "12:30:31.000 describe (Task)",
                "12:30:34.000 describe failed: Rds.ThrottlingException: Rate exceeded",
                "12:30:35.000 describe attempt 2", "12:30:39.000 done (Succeed)",
            ]
        )
        #expect(progress.append(try RecordedHistory.events(RecordedHistory.poll), isColored: false).isEmpty)
    }

    @Test func liveLineSaysTheStateAndFitsTheTerminal() throws {
        var progress = RunProgress(startedAt: now, timeFormat: utc)
        _ = progress.append(Array(try RecordedHistory.events(RecordedHistory.poll).prefix(7)), isColored: false)
        let line = progress.liveLine(now: now, columnsMax: 100)
        #expect(line.dropFirst() == " pause (Wait) 54s · 2 states in 1min")
        #expect(DisplayWidth.columns(of: progress.liveLine(now: now, columnsMax: 20)) == 20)
    }

    @Test func jobTableCountsJobsAndRuns() {
        var job = JobRecord()
        job.name = "orders"
        job.schedules = ["30 2 * * *", "rate(1 hour)"]
        job.nextSlot = WireTime(milliseconds: now.milliseconds + 18_720_000)
        job.runningExecutions = 2
        var last = ExecutionListItem()
        last.status = "TIMED_OUT"
        last.startDate = WireTime(milliseconds: now.milliseconds - 180_000)
        job.lastExecution = last
        var other = JobRecord()
        other.name = "by-hand"
        let view = JobTable(jobs: [job, other]) { RelativeTime.phrase(for: $0, now: now) }
        let expected = """
            JOB      SCHEDULE                  NEXT         LAST      STATUS     RUNNING  DESCRIPTION
            orders   30 2 * * *, rate(1 hour)  in 5h 12min  3min ago  timed_out        2
            by-hand  -                         -            -         -                0

            """
        #expect(view.table.text(hasHeader: true, isColored: false, columnsMax: nil) == expected)
        #expect(view.footer == "2 jobs, 2 runs going on.")
    }

    @Test func summaryHasTheFieldsOfAFailedRun() throws {
        var run = DescribeExecutionResponse()
        run.executionARN = "arn:aws:states:us-east-1:123456789012:execution:orders:a"
        run.status = "FAILED"
        run.startDate = WireTime(milliseconds: RecordedHistory.startMilliseconds)
        run.stopDate = WireTime(milliseconds: RecordedHistory.startMilliseconds + 5_000)
        run.input = "{}"
        run.error = "E"
        run.cause = "line\nbreak"
        let summary = RunSummary(
            run: run,
            timeline: Timeline(),
            wake: nil,
            place: "orders.yaml:12:5",
            outputs: [],
            now: now,
            timeFormat: utc
        )
        let expected = """
            ● orders:a
                  ARN: arn:aws:states:us-east-1:123456789012:execution:orders:a
               Status: failed since Mon 2026-11-23 12:30:28 UTC; 55s ago, after 5s
              Started: Mon 2026-11-23 12:30:23 UTC; 1min ago
                Input: {}
                Error: E
                Cause: line break
                Place: orders.yaml:12:5

            """
        #expect(summary.text(isColored: false) == expected)
    }

    @Test func readableTimesAreRFC3339() {
        let json = ReadableShape.json(of: SlotRecord(time: WireTime(milliseconds: 1_795_437_023_045)))
        #expect(json == ["time": "2026-11-23T12:30:23.045Z"])
    }

    @Test func findingsHaveTheirAdviceBelow() {
        let view = FindingTable(findings: [
            FindingRecord("jobs", .ok, "1 job"), FindingRecord("clock", .warning, "it runs", advice: "Stop it."),
            FindingRecord("disk", .failed, "full"),
        ])
        let expected = """
            CHECK  RESULT   DETAIL
            jobs   ok       1 job
            clock  warning  it runs
                            → Stop it.
            disk   failed   full

            """
        #expect(view.table.text(hasHeader: true, isColored: false, columnsMax: nil) == expected)
        #expect(view.footer == "3 checks: 1 ok, 1 warning, 1 failed")
    }

    @Test func aReloadIsSummedUp() {
        var response = ReloadJobsResponse()
        response.jobs = 1
        #expect(response.summary == "1 job (none changed)")
        response.loaded = ["a", "b"]
        response.removed = ["c"]
        response.refused = [RefusedFileRecord(file: "d.yaml", diagnostics: [])]
        #expect(response.summary == "1 job (2 new, 1 removed), 1 file refused")
    }
}
