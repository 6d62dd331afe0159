import StepJSON
import StepJobs
import StepSchedule
import StepYAML
import Testing

/// What a job says beside its steps.
@Suite struct JobSettingsTests {
    @Test func settingsAreWhatTheFileSays() throws {
        let result = Fixture.load(
            text: """
                schedule:
                  - { calendar: "Mon..Fri 02:30", jitter: 20m, catch_up: all, catch_up_window: 20h, start: 2026-12-01 }
                  - { cron: "0 4 * * *", catch_up: none, end: 2027-01-01T00:00:00 }
                overlap: queue
                lock: { names: [repo, disk], wait: 10m }
                secrets:
                  A: cred:a
                  B: file:/etc/b
                  C: env:C
                  D: aws:secretsmanager/d/e
                  E: aws:ssm//f
                notify:
                  healthchecks: cred:check
                  on_failure: [{ email: a@example.org }, { slack: cred:s }, { sns: "arn:aws:sns:eu-central-1:1:t" }]
                  on_success: [{ webhook: "https://example.org" }, { run: logger }]
                  on_missed: [{ ntfy: "https://ntfy.sh/x" }]
                retention: { age: 30d, runs: 100 }
                steps: [{ id: a, run: "true" }]
                """
        )
        #expect(result.text.isEmpty)
        let job = try #require(result.jobs.first)
        #expect(job.schedules.map(\.text) == ["calendar(Mon..Fri 02:30)", "0 4 * * *"])
        #expect(job.schedules.map(\.jitterSeconds) == [1_200, 0])
        #expect(job.schedules.map(\.catchUp) == [CatchUp(extent: .all, windowSeconds: 72_000), CatchUp(extent: .none)])
        #expect(job.schedules.map(\.start) == ["2026-12-01T00:00:00", nil])
        #expect(job.schedules.map(\.end) == [nil, "2027-01-01T00:00:00"])
        // What the database keeps of a schedule is its text: it must lead to the same one.
        for schedule in job.schedules {
            #expect(try ScheduleExpression(parsing: schedule.text) == schedule.expression)
        }
        #expect(job.overlap == .queue && job.locks?.names == ["repo", "disk"] && job.locks?.waitSeconds == 600)
        #expect(job.secrets.map(\.name) == ["A", "B", "C", "D", "E"])
        #expect(
            job.secrets.map(\.source) == [
                .credential("a"), .file("/etc/b"), .environment("C"), .secretsManager("d/e"), .parameterStore("/f"),
            ]
        )
        #expect(job.notifications.healthcheck == .secret(.credential("check")))
        #expect(
            job.notifications.onFailure == [
                .email("a@example.org"), .slack(.secret(.credential("s"))), .topic("arn:aws:sns:eu-central-1:1:t"),
            ]
        )
        #expect(job.notifications.onSuccess == [.webhook(.url("https://example.org")), .command("logger")])
        #expect(job.notifications.onMissed == [.ntfy(.url("https://ntfy.sh/x"))])
        #expect(job.notifications.lists(forStatus: "SUCCEEDED") == ["on_success", "healthchecks"])
        #expect(job.notifications.lists(forStatus: "TIMED_OUT") == ["on_failure", "healthchecks"])
        #expect(job.retention == JobRetention(ageSeconds: 30 * 86_400, runsMax: 100))
    }

    @Test func everyFormOfAScheduleKeepsATextThatReadsTheSame() throws {
        let result = Fixture.load(
            text: """
                schedule: [{ rate: 5m }, { at: 2026-12-24T18:00:00 }, daily, "rate(2 hours)", "cron(0 3 * * ? *)"]
                steps: [{ id: a, wait: 1s }]
                """
        )
        let schedules = try #require(result.jobs.first).schedules
        #expect(schedules.count == 5)
        for schedule in schedules {
            #expect(try ScheduleExpression(parsing: schedule.text) == schedule.expression, "\(schedule.text)")
        }
    }

    @Test func theFirstDocumentMayBeCalledAsTheFile() {
        let result = Fixture.load(text: "steps: [{ wait: 1s }]\n---\njob: b\nsteps: [{ wait: 1s }]\n")
        #expect(result.jobs.map(\.name) == ["test", "b"])
    }

    /// Commands and approvals become what AWS has for them, in blocks as well.
    @Test func aDefinitionForAWSHasNoExtensions() throws {
        let result = Fixture.load(
            text: """
                steps:
                  - id: ok
                    approve: "Go on?"
                  - id: each
                    for_each: [a]
                    steps: [{ id: a, run: "true" }]
                """.replacing("id: each", with: "id: loop")
        )
        let job = try #require(result.jobs.first)
        let portable = PortableDefinition(activityARN: "arn:a", topicARN: "arn:t").definition(job.definition)
        let ok = portable["States"]?["ok"]
        #expect(ok?["Resource"] == "arn:aws:states:::sns:publish.waitForTaskToken")
        #expect(ok?["Arguments"]?["TopicArn"] == "arn:t" && ok?["Arguments"]?["Message"]?["Message"] == "Go on?")
        #expect(portable["States"]?["loop"]?["ItemProcessor"]?["States"]?["a"]?["Resource"] == "arn:a")
        #expect(!JSONWriter.text(of: portable).contains("stepd:"))
    }

    /// The tables are what the schema and the manual page have, and every key is told there.
    @Test func everyKeyIsInTheSchemaAndOnTheManualPage() {
        let page = JobManualPage.text
        for table in KeyTable.all where !table.isOfTests {
            for key in table.keys {
                #expect(page.contains("\\fB\(key.name):\\fR"), "\(table.owner).\(key.name)")
                #expect(!key.summary.isEmpty && key.summary.last == ".", "\(table.owner).\(key.name)")
            }
        }
        for kind in KeyTable.Kind.allCases where !kind.table.isOfTests {
            let properties = JobSchema.json["definitions"]?[kind.rawValue]?["properties"]?.objectValue
            #expect(properties?.count == kind.table.keys.count, "\(kind)")
        }
    }
}
