import StepJSON
import StepJobs
import StepSimulation
import StepYAML
import Testing

@testable import stepctl

/// What `stepctl test` says of jobs, and of tests that do not hold.
@Suite struct JobTestReportTests {
    private static let job = """
        timeout: 1h
        notify: { on_failure: [{ email: root }] }
        params: { who: me }
        steps:
          - id: ask
            run: [ask, "{% $params.who %}"]
            retry: { times: 1, delay: 10s }
          - id: wait_for_it
            wait: 5m
          - id: done_well
            if: "{% $ask.Stdout = 'yes' %}"
            run: echo
        result: "{% { 'answer': $ask.Stdout } %}"
        """

    private func outcomes(_ tests: String, job: String = job) throws -> (JobTestReport, diagnostics: String) {
        let file = JobFile.load(path: "job.yaml", bytes: Array(job.utf8), catalog: nil)
        try #require(file.jobs.count == 1, "\(file.text)")
        let loaded = JobTestFile.load(
            path: "job.test.yaml",
            bytes: Array(tests.utf8),
            jobs: file.jobs,
            catalog: nil
        )
        let outcomes = loaded.suites.flatMap { suite in
            suite.tests.map { test in
                JobTestBench.Outcome(file: "job.yaml", job: suite.job, result: JobTestResult(of: test, job: suite.job))
            }
        }
        let report = JobTestReport(results: outcomes, isVerbose: false, elapsedNanoseconds: 2_000_000)
        return (
            report,
            loaded.diagnostics.map { "\($0.range.start.line):\($0.range.start.column) \($0.message)" }.joined(
                separator: "\n"
            )
        )
    }

    @Test func aTestThatHoldsIsALine() throws {
        let (report, diagnostics) = try outcomes(
            """
            tests:
              - name: yes is yes
                input: { who: you }
                mocks:
                  ask:
                    - throw: { error: Command.ExitCode.1, cause: no answer }
                    - { return: { Stdout: "yes" }, after: 3s }
                  done_well: { return: {} }
                expect:
                  path: [params, ask, wait_for_it, ..., done]
                  output: { answer: "{% $length($) = 3 %}" }
                  duration: 5m13s
                  arguments: { ask: [{ Command: [ask, you] }, { Command: [ask, you] }] }
                  notifications: []
            """
        )
        #expect(diagnostics.isEmpty)
        #expect(
            report.text(isColored: false) == """
                ok    job: yes is yes  5min 13s

                1 test: all passed; 5min 13s of virtual time in 2ms

                """
        )
    }

    @Test func whatDoesNotHoldIsShownBesideWhatIsExpected() throws {
        let (report, diagnostics) = try outcomes(
            """
            tests:
              - name: the wrong way
                mocks: { ask: { return: { Stdout: "no" } }, done_well: { return: {} } }
                expect:
                  path: [params, ask, wait_for_it, done_well.if, done_well, done]
                  output: { answer: "yes", other: 1 }
                  duration: 1m
                  arguments: { ask: { Command: [ask, you] } }
              - name: fails
                mocks: { ask: { throw: Command.ExitCode.2 } }
              - name: should fail
                mocks: { ask: { return: { Stdout: "no" } } }
                expect: { error: Command.ExitCode.3, notifications: [on_failure, healthchecks] }
              - name: nothing answers
              - name: nobody asks
                mocks: { ask: [{ return: { Stdout: "no" } }, { return: {} }] }
            """
        )
        #expect(diagnostics.isEmpty)
        #expect(
            report.text(isColored: false) == """
                FAIL  job: the wrong way    5min
                      output.answer: expected "yes", found "no"
                      output.other: expected 1, found nothing
                      expected to take 1min, took 5min
                      the path differs from state 5 on:
                        EXPECTED      TAKEN
                        … 1 more      … 1 more
                        ask           ask
                        wait_for_it   wait_for_it
                        done_well.if  done_well.if
                      > done_well     done
                        done
                      arguments of ask.Command[1]: expected "you", found "me"
                FAIL  job: fails            10s
                      expected SUCCEEDED, found FAILED: Command.ExitCode.2
                      in state ask, job.yaml:5:9
                FAIL  job: should fail      5min
                      expected FAILED, found SUCCEEDED
                      expected the error Command.ExitCode.3, found none
                      expected the notifications healthchecks, on_failure, found none
                FAIL  job: nothing answers  0ms
                      no mock answers ask: stepd:run {"Command":["ask","me"],"Output":"text"}
                      add to `mocks`:  ask: { return: {  } }
                FAIL  job: nobody asks      5min
                      nothing asked for answer 2 of ask (line 16)

                5 tests: 0 passed, 5 failed; 15min 10s of virtual time in 2ms

                """
        )
        #expect(report.json.arrayValue?.allSatisfy { $0["passed"] == false } == true)
    }

    @Test func mistakesInTestsHavePlaces() throws {
        let (_, diagnostics) = try outcomes(
            """
            tests:
              - name: a
                mock: {}
                mocks: { aks: { return: {} }, wait_for_it: { return: {} }, ask: { after: 3s } }
                at: tomorrow
                expect: { path: [params, aks], status: FAILD, notifications: [email] }
              - name: a
                mocks: { ask: { throw: {} } }
              - { input: {} }
            """
        )
        #expect(
            diagnostics == """
                3:5 unknown key `mock` in test
                4:14 the job has no state `aks`
                4:35 `wait_for_it` is no Task: it has no answer
                4:71 a mock needs either `return` or `throw`
                5:9 `tomorrow` is no moment
                6:30 the job has no state `aks`
                6:44 `status` cannot be `FAILD`
                6:67 a notification cannot be `email`
                7:11 two tests are called `a`
                8:21 `throw` needs an `error`
                9:7 a test needs a `name`
                """
        )
    }

    /// The format of AWS, "Testing state machines with Step Functions Local".
    @Test func aMockConfigurationOfStepFunctionsLocalIsReadAsItIs() throws {
        let config = """
            {
              "StateMachines": {
                "job": { "TestCases": {
                  "Happy": { "ask": "Yes", "done_well": "Fine" },
                  "Retried": { "ask": "SecondTime", "done_well": "Fine" },
                  "Unmocked": { "ask": "Yes" }
                } },
                "other": { "TestCases": { "Path": { "x": "Yes" } } }
              },
              "MockedResponses": {
                "Yes": { "0": { "Return": { "Stdout": "yes" } } },
                "Fine": { "0": { "Return": {} } },
                "SecondTime": {
                  "0": { "Throw": { "Error": "Command.ExitCode.1", "Cause": "busy" } },
                  "1-3": { "Return": { "Stdout": "yes" } }
                }
              }
            }
            """
        let file = JobFile.load(path: "job.yaml", bytes: Array(Self.job.utf8), catalog: nil)
        let loaded = JobTestFile.cases(
            mockConfig: "MockConfigFile.json",
            bytes: Array(config.utf8),
            job: try #require(file.jobs.first),
            catalog: nil
        )
        #expect(loaded.diagnostics.isEmpty)
        let results = loaded.suites[0].tests.map { JobTestResult(of: $0, job: loaded.suites[0].job) }
        #expect(results.map(\.test.name) == ["Happy", "Retried", "Unmocked"])
        #expect(results.map(\.passed) == [true, true, false])
        #expect(results[1].run.durationMilliseconds == 310_000)
    }

    @Test func whatIsWrongInAMockConfigurationHasAPlace() throws {
        let config = """
            {"StateMachines": {"job": {"TestCases": {"A": {"ask": "Yse", "nothing": "Yes"}}}},
             "MockedResponses": {"Yes": {"x": {"Return": 1}, "3-1": {"Retrun": 1}, "2": {"Throw": {}}}}}
            """
        let file = JobFile.load(path: "job.yaml", bytes: Array(Self.job.utf8), catalog: nil)
        let loaded = JobTestFile.cases(
            mockConfig: "m.json",
            bytes: Array(config.utf8),
            job: try #require(file.jobs.first),
            catalog: nil
        )
        #expect(loaded.suites.isEmpty)
        #expect(
            loaded.diagnostics.map { "\($0.range.start.line):\($0.range.start.column) \($0.message)" } == [
                "1:55 there is no mocked response `Yse`", "1:62 the job has no state `nothing`",
            ]
        )
    }
}
