/// The keys of files with tests of jobs: `NAME.test.yaml` beside `NAME.yaml`.
extension KeyTable {
    /// The top level of a test file.
    package static let testFile = KeyTable(
        "test file",
        isNamed: true,
        isOfTests: true,
        required: ["tests"],
        [
            Key("job", .text, "The job, where the job file holds several."),
            Key(
                "mock_config",
                .text,
                "A MockConfigFile.json of Step Functions Local, relative to this file, for `mock_case`."
            ),
            Key("tests", .list(.mapping(.test)), "The tests."),
        ]
    )

    /// One item of `tests`.
    package static let test = KeyTable(
        "test",
        isNamed: true,
        isOfTests: true,
        required: ["name"],
        [
            Key("name", .text, "What it shows."),
            Key("input", .any, "The input of the execution, such as its parameters; `{}` without it."),
            Key("at", .text, "When the execution starts on the virtual clock; 2026-01-01T00:00:00Z without it."),
            Key(
                "mocks",
                .values(.either([.mapping(.mock), .list(.mapping(.mock))])),
                "By the name of a Task state: its answer, or its answers one after the other, of which the last repeats."
            ),
            Key("mock_case", .text, "The case of `mock_config` that gives further answers."),
            Key("expect", .mapping(.expect), "What must hold; without it that the execution succeeds."),
        ]
    )

    /// One answer.
    package static let mock = KeyTable(
        "mock",
        isNamed: true,
        isOfTests: true,
        leading: ["return", "throw"],
        [
            Key("return", .any, "The result of the task, spelled as the service or as Step Functions spells it."),
            Key("throw", .either([.text, .mapping(.thrown)]), "The error that the task fails with."),
            Key("after", .duration, "How long the answer takes."),
            Key("times", .integer(1...1_000_000), "How many times in a row it is given; once without it."),
        ]
    )

    /// `throw` as a mapping.
    package static let thrown = KeyTable(
        "throw",
        isOfTests: true,
        required: ["error"],
        [Key("error", .text, "The name of the error."), Key("cause", .text, "What came with it.")]
    )

    /// `expect`.
    package static let expect = KeyTable(
        "expect",
        isOfTests: true,
        [
            Key(
                "status",
                .word(["SUCCEEDED", "FAILED", "TIMED_OUT"]),
                "How the execution ends; SUCCEEDED without it, or FAILED where an error is expected."
            ),
            Key(
                "path",
                .list(.text),
                "The states in the order in which they are entered; `...` stands for any number of them."
            ),
            Key(
                "output",
                .any,
                "The output: of a mapping the members that are named, of a list all, and for `\"{% … %}\"` what holds of "
                    + "the value, which is `$`."
            ),
            Key("error", .text, "The error that it fails with."),
            Key("cause", .text, "Its cause, or an expression that holds of it."),
            Key("duration", .duration, "How long it takes on the virtual clock, to the second."),
            Key(
                "arguments",
                .values(.any),
                "By the name of a Task state: what it is called with the first time, or a list of what each time; "
                    + "compared as `output` is."
            ),
            Key(
                "notifications",
                .list(.word(["on_failure", "on_success", "healthchecks"])),
                "Which parts of the job's `notify` come into action."
            ),
        ]
    )
}
