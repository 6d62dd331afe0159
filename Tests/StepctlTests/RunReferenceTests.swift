import StepProtocol
import Testing

@testable import stepctl

@Suite struct RunReferenceTests {
    private static let arn = "arn:aws:states:us-east-1:123456789012:execution:orders:nightly-1"

    @Test(arguments: [
        (arn, RunReference.arn(arn)), ("orders:nightly-1", .named(job: "orders", run: "nightly-1")),
        ("orders/latest", .latest(job: "orders")), ("nightly-1", .name("nightly-1")),
    ])
    func eachFormIsRead(text: String, expected: RunReference) throws {
        #expect(try RunReference(parsing: text) == expected)
    }

    @Test(arguments: [
        "", ":", "orders:", ":run", "a:b:c", "orders/newest", "/latest", "a:b/latest", "arn:aws:states:x",
        "arn:aws:states:us-east-1:123456789012:stateMachine:orders",
    ])
    func otherTextsAreRefusedAsUsageErrors(text: String) {
        let error = #expect(throws: CommandError.self) { try RunReference(parsing: text) }
        #expect(error?.status == .usage)
    }

    @Test func logsAsksTheJournalForTheRunAsTheDaemonWritesIt() {
        #expect(
            LogsCommand.words(run: "orders:nightly-1", isFollowing: true, further: ["-o", "json"])
                == ["journalctl", "STEPD_RUN=orders:nightly-1", "-f", "-o", "json"]
        )
    }

    @Test func theShortNameIsMadeOfTheARN() {
        #expect(RunReference.shortName(ofExecutionARN: Self.arn) == "orders:nightly-1")
    }
}

@Suite struct RunResolverTests {
    private static let prefix = "arn:aws:states:us-east-1:123456789012"

    /// A daemon with machines and executions, by name.
    private func resolver(_ runs: [String: [String]]) -> RunResolver {
        RunResolver(
            directory: RunResolver.Directory(
                resolve: { machine, run in
                    var response = ResolveNamesResponse()
                    if let machine, runs[machine] != nil {
                        response.stateMachineARN = "\(Self.prefix):stateMachine:\(machine)"
                    }
                    for job in runs.keys.sorted() where machine == nil || machine == job {
                        guard let run, runs[job]?.contains(run) == true else { continue }
                        response.executionARNs.append("\(Self.prefix):execution:\(job):\(run)")
                    }
                    return response
                },
                latestRun: { job in
                    runs[job]?.last.map { name in
                        var item = ExecutionListItem()
                        item.executionARN = "\(Self.prefix):execution:\(job):\(name)"
                        return item
                    }
                }
            )
        )
    }

    @Test func aNameThatOneRunHasFindsIt() throws {
        let resolver = resolver(["orders": ["a", "b"], "reports": ["c"]])
        #expect(try resolver.executionARN(.name("c")) == "\(Self.prefix):execution:reports:c")
    }

    @Test func aNameThatTwoRunsHaveIsRefusedWithBoth() {
        let error = #expect(throws: CommandError.self) {
            try resolver(["orders": ["a"], "reports": ["a"]]).executionARN(.name("a"))
        }
        #expect(error?.message == "several runs are named a: orders:a, reports:a")
        #expect(error?.status == .usage)
    }

    @Test func aJobsNameInPlaceOfARunsSaysWhatToWrite() {
        let error = #expect(throws: CommandError.self) { try resolver(["orders": ["a"]]).executionARN(.name("orders")) }
        #expect(error?.hint?.contains("orders/latest") == true)
    }

    @Test func latestIsTheRunStartedLast() throws {
        let resolver = resolver(["orders": ["a", "b"], "empty": []])
        #expect(try resolver.executionARN(.latest(job: "orders")) == "\(Self.prefix):execution:orders:b")
        #expect(throws: CommandError.self) { try resolver.executionARN(.latest(job: "empty")) }
    }

    @Test func aRunOfAnUnknownJobIsRefusedAndOneThatAJobDoesNotHave() {
        func refusal(_ runs: [String: [String]]) -> String? {
            #expect(throws: CommandError.self) {
                try resolver(runs).executionARN(.named(job: "orders", run: "a"))
            }?.message
        }
        #expect(refusal(["reports": ["a"]]) == "there is no job orders")
        #expect(refusal(["orders": ["b"], "reports": ["a"]]) == "job orders has no run a")
    }

    @Test func anARNOfAMachineStandsForItself() throws {
        let arn = "\(Self.prefix):stateMachine:orders"
        #expect(try resolver([:]).stateMachineARN(named: arn) == arn)
        #expect(try resolver(["orders": []]).stateMachineARN(named: "orders") == arn)
    }
}
