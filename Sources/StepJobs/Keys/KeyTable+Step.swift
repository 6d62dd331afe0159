extension KeyTable {
    /// The keys that name a single call.
    static let calls = ["aws", "lambda", "http", "job", "run"]
    /// The keys of steps that look again and again.
    static let polls = ["poll", "wait_for"]

    /// One item of `steps`.
    package static let step = KeyTable(
        "step",
        isNamed: true,
        leading: calls + polls + ["wait", "approve", "fail", "switch", "parallel", "for_each", "state"],
        [
            Key("id", .identifier, "The step's name, and the variable that holds its result."),
            Key("if", .expression, "Whether the step is done; where it is not, its result is null."),
        ] + callTargets + callArguments + [
            Key(
                "wait_for",
                .pattern("[A-Za-z0-9-]+\\.[A-Za-z0-9_]+", shown: "service.waiter"),
                "Watches until one of AWS's waiters is content."
            ),
            Key("start", .mapping(.call), "The call that starts what `poll` then watches.", with: polls),
            Key("poll", .mapping(.call), "The call that is repeated until it is done.", needs: ["until"]),
            Key(
                "every",
                .duration,
                "How long to wait between two polls; 60s or the waiter's own time without it.",
                with: polls
            ),
            Key("until", .expression, "When the poll is done; `$result` is the answer.", with: ["poll"]),
            Key("failed_when", .expression, "When the poll has failed.", with: ["poll"]),
            Key("timeout", .duration, "How long the step may take.", with: calls + polls + ["approve"]),
            Key(
                "result",
                .expression,
                "What to keep of the call's `$result`; all of it if it is left out.",
                with: calls + polls + ["approve", "parallel", "for_each"]
            ),
        ] + callFailures(with: calls) + [
            Key(
                "catch",
                .list(.mapping(.catch)),
                "What to do about errors, instead of failing.",
                with: calls + polls + ["approve", "parallel", "for_each"]
            )
        ] + command(with: ["run"]) + [
            Key(
                "wait",
                .either([.duration, .expression, .mapping(.wait)]),
                "Waits: for a time, or until a moment."
            ),
            Key(
                "approve",
                .either([.text, .mapping(.approve)]),
                "Asks a person, who answers with `stepctl approve`, and waits."
            ),
            Key(
                "fail",
                .either([.text, .mapping(.fail)]),
                "Fails the job, as a failure of a call does: why, or the error's name and its cause."
            ),
            Key("switch", .list(.mapping(.case)), "Does the steps of the first case whose `when` holds."),
            Key("else", .steps, "What to do where no case of `switch` holds.", with: ["switch"]),
            Key(
                "parallel",
                .either([.values(.steps), .list(.steps)]),
                "Branches that run at the same time, by name or as a list; the result has one member for each."
            ),
            Key(
                "for_each",
                .either([.expression, .list(.any)]),
                "Does `steps` for every item, at the same time; the result is the list of their results.",
                needs: ["steps"]
            ),
            Key("as", .identifier, "The variable that holds the item; `item` without it.", with: ["for_each"]),
            Key("steps", .steps, "What to do for each item.", with: ["for_each"]),
            Key(
                "max_parallel",
                .integer(1...1_000),
                "How many items are done at the same time; 40 at most.",
                with: ["for_each"]
            ),
            Key("state", .any, "One state in the Amazon States Language, as it is."),
        ]
    )

    /// The mapping of `start` or `poll`.
    package static let call = KeyTable(
        "call",
        isNamed: true,
        leading: calls,
        callTargets + callArguments + [Key("timeout", .duration, "How long the call may take.")]
            + callFailures(with: []) + command(with: ["run"])
    )

    // MARK: - What steps and calls share

    private static let callTargets = [
        Key("aws", .serviceAction, "Calls an AWS API."),
        Key("lambda", .text, "Invokes a Lambda function: a name, an ARN, or a Python file beside this one."),
        Key("http", .either([.text, .mapping(.http)]), "Calls an HTTP API: a URL to GET, or a mapping."),
        Key("job", .text, "Starts another job and waits for its end; its output is the result."),
        Key(
            "run",
            .either([.text, .list(.text)]),
            "Runs a command on this machine: a shell script, or a list of words."
        ),
    ]

    private static let callArguments = [
        Key(
            "with",
            .either([.values(.any), .expression]),
            "The parameters of the call; a function's event; a job's params.",
            with: ["aws", "lambda", "job", "wait_for"]
        ),
        Key("role", .text, "The IAM role that the call assumes.", with: ["aws", "lambda"]),
    ]

    private static func callFailures(with companions: [String]) -> [Key] {
        [
            Key(
                "retry",
                .either([.integer(0...99_999_999), .mapping(.retry)]),
                "Repeats what failed.",
                with: companions.isEmpty ? [] : companions + ["parallel", "for_each"]
            ),
            Key("ok_if", .errors, "Errors that mean that the work is done already.", with: companions),
            Key(
                "on_interrupt",
                .word(Call.OnInterrupt.allCases.map(\.rawValue)),
                "What to do when the daemon ended in the middle of the call.",
                with: companions
            ),
        ]
    }

    private static func command(with companions: [String]) -> [Key] {
        [
            Key(
                "shell",
                .either([.text, .list(.text)]),
                "What runs the script; `bash -euo pipefail -c` without it.",
                with: companions
            ),
            Key(
                "output",
                .word(Command.Output.allCases.map(\.rawValue)),
                "What the command's output is: text (the default), one JSON value, one in each line, or nothing to keep.",
                with: companions
            ),
            Key(
                "secrets",
                .list(.text),
                "Which of the job's secrets the command gets; all of them without it.",
                with: companions
            ),
        ] + commandSettings(with: companions)
    }

    /// `http` as a mapping.
    package static let http = KeyTable(
        "http",
        required: ["url"],
        [
            Key("url", .text, "Where the request goes."),
            Key(
                "method",
                .word(HTTPRequest.Method.allCases.map(\.rawValue)),
                "GET without it, or POST where there is a body."
            ),
            Key("headers", .values(.text), "Headers of the request."),
            Key("query", .values(.any), "Parameters of the query."),
            Key("body", .any, "The body; a value is sent as JSON."),
            Key("connection", .text, "The ARN of the EventBridge connection that says who calls."),
        ]
    )

    /// `approve` as a mapping.
    package static let approve = KeyTable(
        "approve",
        required: ["message"],
        [Key("message", .text, "What is asked; expressions are allowed.")]
    )

    /// `fail` as a mapping.
    package static let fail = KeyTable(
        "fail",
        required: ["cause"],
        [
            Key("error", .text, "The name of the error; `\(Failure.errorDefault)` without it."),
            Key("cause", .text, "Why; expressions are allowed."),
        ]
    )

    /// One case of `switch`.
    package static let `case` = KeyTable(
        "case",
        isNamed: true,
        required: ["when", "steps"],
        [
            Key("when", .expression, "When the case holds."),
            Key("steps", .steps, "What to do then."),
        ]
    )

    /// `retry` as a mapping.
    package static let retry = KeyTable(
        "retry",
        [
            Key("times", .integer(0...99_999_999), "How often to try again at most; 3 without it."),
            Key("delay", .duration, "How long to wait before the first retry; 1s without it."),
            Key("backoff", .number(min: 1), "What each delay is multiplied by for the next; 2 without it."),
            Key("max_delay", .duration, "The longest delay."),
            Key("jitter", .flag, "Whether delays vary at random, from nothing to their full length."),
            Key("on", .errors, "The errors to retry; all that a task fails with if it is left out."),
        ]
    )

    /// One item of `catch`.
    package static let `catch` = KeyTable(
        "catch",
        leading: ["goto", "steps"],
        [
            Key("on", .errors, "The errors that are meant; every one if it is left out."),
            Key("goto", .identifier, "The step to go on with."),
            Key("steps", .steps, "What to do; then the job goes on behind this step. `$error` is what failed."),
        ]
    )

    /// `wait` as a mapping.
    package static let wait = KeyTable(
        "wait",
        required: ["until"],
        [Key("until", .text, "The moment to wait for, or an expression.")]
    )
}
