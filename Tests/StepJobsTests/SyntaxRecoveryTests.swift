import StepJobs
import StepYAML
import Testing

/// What is said of a job file with syntax errors: each of them, what else is wrong, and nothing that is only due to
/// the part that could not be read.
@Suite struct SyntaxRecoveryTests {
    private func lines(_ text: String) -> [Int] {
        let result = Fixture.load(text: text)
        #expect(result.jobs.isEmpty)
        return result.diagnostics.map(\.range.start.line)
    }

    @Test(arguments: [
        // A step lost its only work; another has an unknown key.
        ("steps:\n  - id: a\n    wait: b: c\n  - id: b\n    untill: 4\n    wait: 1s\n", [3, 5]),
        // A poll lost what it must have.
        (
            "timeout: 1h\nsteps:\n  - id: a\n    poll: { aws: rds.describeDBSnapshots }\n    until: [a b: c: d\n",
            [5]
        ),
        // A job lost its steps, and has another mistake.
        ("job: a\nsteps: a: b\nscedule: daily\n", [2, 3]),
        ("steps: @x\n  - wait: 1s\n", [1]),
        // A list lost its only item.
        ("steps:\n  - wait: b: c\n", [2]),
        // A state lost its `Next`, and one that others lead to is gone.
        (
            "definition:\n  StartAt: A\n  States:\n    A:\n      Type: Pass\n      Next: B: C\n    B:\n"
                + "      Type: Succeed\n",
            [6]
        ),
        (
            "definition:\n  StartAt: A\n  States:\n    A:\n      Type: Pass\n      Next: B\n    B: C: D\n"
                + "      Type: Succeed\n    C:\n      Type: Succeed\n",
            [7]
        ),
        // The result of a step that could not be read is used below.
        (
            "steps:\n  - id: a: b\n    aws: rds.describeDBSnapshots\n  - id: b\n    aws: rds.describeDBSnapshots\n"
                + "    with: { DBSnapshotIdentifier: \"{% $a.x %}\" }\n",
            [2]
        ),
        // A value that should have been quoted is no duration; nor is it said to be none.
        ("timeout: {% 5 %}\nsteps:\n  - wait: 1s\n", [1]),
        // An expression without quotes is read: there is no such variable.
        ("steps:\n  - id: a\n    wait: {% $nobody %}\n", [3, 3]),
        // Tabs.
        ("steps:\n  - id: a\n\twait: 1s\nscedule: daily\n", [3, 4]),
    ]) func nothingIsSaidOnlyBecauseOfARepair(text: String, expected: [Int]) {
        #expect(lines(text) == expected)
    }

    @Test func aFileOfManyBadStepsIsBounded() {
        let text = "steps:\n" + String(repeating: "  - id: a\n    wait: b: c\n", count: 10_000)
        let result = Fixture.load(text: text)
        #expect(result.jobs.isEmpty)
        #expect((17...201).contains(result.diagnostics.count))
    }
}
