extension KeyTable {
    /// The top level of a job file.
    package static let job = KeyTable(
        "job",
        isNamed: true,
        leading: ["steps", "definition", "definition_uri"],
        [
            Key(
                "job",
                .text,
                "The job's name; the file's name without extension if it is left out, as only its first document may."
            ),
            Key("description", .text, "What the job is for; the machine's Comment."),
            Key(
                "schedule",
                .either([.text, .mapping(.schedule), .list(.either([.text, .mapping(.schedule)]))]),
                "When the job runs: `30 2 * * *`, `daily`, `rate(5 minutes)`, `at(…)`; by hand only if it is left out."
            ),
            Key(
                "overlap",
                .word(Job.Overlap.allCases.map(\.rawValue)),
                "What to do when a slot is due while the job still runs: leave it out (the default), let one wait, stop "
                    + "the run, or start a second one."
            ),
            Key(
                "lock",
                .either([.text, .list(.text), .mapping(.lock)]),
                "Names of locks; jobs that share one never run at the same time."
            ),
            Key("timeout", .duration, "How long an execution may take in all.", with: ["steps"]),
            Key(
                "params",
                .values(.either([.mapping(.parameter), .any])),
                "The members of `$params` and their defaults.",
                with: ["steps"]
            ),
            Key("steps", .steps, "What to do, in order."),
            Key("on_failure", .steps, "Steps after a failure; `$error` is what failed.", with: ["steps"]),
            Key(
                "always",
                .steps,
                "Steps at the end, after success and after failure; `$error` is null, or what failed.",
                with: ["steps"]
            ),
            Key(
                "result",
                .expression,
                "The output of an execution; the last step's result if it is left out.",
                with: ["steps"]
            ),
        ] + commandSettings(with: ["steps"]) + [
            Key(
                "secrets",
                .values(.text),
                "Environment variables whose values are fetched when a command starts, and kept nowhere: `cred:NAME`, "
                    + "`file:PATH`, `env:NAME`, `aws:secretsmanager/ID` or `aws:ssm/NAME`.",
                with: ["steps"]
            ),
            Key("notify", .mapping(.notify), "Who is told how it went."),
            Key("retention", .mapping(.retention), "How long the job's executions are kept."),
            Key("functions", .values(.mapping(.function)), "Lambda functions that run on this machine, by name."),
            Key(
                "role",
                .text,
                "The IAM role that the job's tasks assume; the daemon's own rights without it.",
                with: ["steps"]
            ),
            Key("definition", .any, "The whole machine in the Amazon States Language, instead of steps."),
            Key("definition_uri", .text, "The file that holds the machine, relative to this one."),
            Key(
                "definition_substitutions",
                .values(.text),
                "What each `${name}` in the definition stands for.",
                with: ["definition", "definition_uri"]
            ),
        ]
    )

    /// What a command runs with; of a job, of a step or of a call, the innermost holding.
    static func commandSettings(with companions: [String]) -> [Key] {
        [
            Key("env", .values(.text), "Environment variables of commands; expressions are allowed.", with: companions),
            Key("user", .text, "The user that commands run as.", with: companions),
            Key("group", .text, "The group that commands run as.", with: companions),
            Key("cwd", .text, "The folder that commands run in, from the root.", with: companions),
            Key("nice", .integer(-20...19), "The scheduling priority of commands, 19 the kindest.", with: companions),
            Key("memory_max", .size, "How much memory a command may have, such as `512M`.", with: companions),
            Key(
                "cpu_quota",
                .pattern("[1-9][0-9]*%", shown: "percentage"),
                "How much CPU time a command may have; 200% are two CPUs.",
                with: companions
            ),
            Key("io_weight", .integer(1...10_000), "The share of the disks, 100 without it.", with: companions),
            Key(
                "sandbox",
                .values(.any),
                "What is taken from commands, by the names of systemd.exec(5): "
                    + SandboxSetting.all.map(\.name).joined(separator: ", ") + ". Needs systemd.",
                with: companions
            ),
        ]
    }

    /// `lock` as a mapping.
    package static let lock = KeyTable(
        "lock",
        required: ["names"],
        [
            Key("names", .either([.text, .list(.text)]), "The locks to hold while the job runs."),
            Key("wait", .duration, "How long to wait for them before the slot is skipped; for ever without it."),
        ]
    )

    /// `notify`.
    package static let notify = KeyTable(
        "notify",
        [
            Key("on_failure", .list(.mapping(.target)), "Told when an execution failed, timed out or was stopped."),
            Key("on_success", .list(.mapping(.target)), "Told when an execution succeeded."),
            Key("on_missed", .list(.mapping(.target)), "Told when a slot was not run."),
            Key(
                "healthchecks",
                .text,
                "The URL of a check that is pinged at the start (`/start`), at a good end, and at a bad one (`/fail`)."
            ),
        ]
    )

    /// One of those who are told.
    package static let target = KeyTable(
        "target",
        isNamed: true,
        leading: ["email", "webhook", "slack", "ntfy", "sns", "run"],
        [
            Key("email", .text, "An address, through this machine's sendmail."),
            Key("webhook", .text, "A URL that gets the end of the execution as JSON; `cred:NAME` keeps it secret."),
            Key("slack", .text, "An incoming webhook of Slack's form; `cred:NAME` keeps it secret."),
            Key("ntfy", .text, "The URL of an ntfy topic."),
            Key("sns", .text, "The ARN of an SNS topic."),
            Key("run", .text, "A command, which gets the end of the execution as JSON on its input."),
        ]
    )

    /// `retention`.
    package static let retention = KeyTable(
        "retention",
        [
            Key("age", .duration, "How long an execution is kept after its end."),
            Key("runs", .integer(1...1_000_000), "How many executions are kept at most."),
        ]
    )

    /// One function under `functions`.
    package static let function = KeyTable(
        "function",
        isNamed: true,
        [
            Key("code", .text, "The file or the folder of the code, relative to this file."),
            Key("inline", .text, "The code itself, as the file index.py."),
            Key("handler", .text, "What is called, `file.function`; `handler` of the file if it is left out."),
            Key("runtime", .text, "Lambda's name of the runtime; python3 if it is left out."),
            Key("timeout", .duration, "How long one invocation may take; 3s if it is left out, 15m at most."),
            Key("memory", .integer(128...10_240), "How many MiB of memory it may have; 128 if it is left out."),
            Key("env", .values(.text), "Environment variables."),
            Key("concurrency", .integer(0...1_000), "How many invocations may run at once."),
        ]
    )

    /// `schedule` as a mapping.
    package static let schedule = KeyTable(
        "schedule",
        isNamed: true,
        leading: ["cron", "rate", "at", "calendar"],
        [
            Key("cron", .text, "Minute, hour, day of month, month, day of week; or @daily and its kin."),
            Key("rate", .text, "At a fixed distance, such as 5m."),
            Key("at", .text, "Once, such as 2026-11-23T02:30:00."),
            Key("calendar", .text, "A calendar event as systemd.time(7) has it, such as `Mon..Fri *-*-* 02:30`."),
            Key("timezone", .text, "Whose wall clock counts, by its IANA name; the daemon's own if it is left out."),
            Key("jitter", .duration, "How much later a slot may start: by an amount that stays the same for the job."),
            Key(
                "catch_up",
                .word(CatchUp.Extent.allCases.map(\.rawValue)),
                "Which slots that were missed while the daemon was down are made up for: the latest one (the default), "
                    + "all, or none."
            ),
            Key("catch_up_window", .duration, "How old a missed slot may be to be made up for."),
            Key("start", .text, "The date or the moment before which there is no slot."),
            Key("end", .text, "The date or the moment after which there is no slot."),
        ]
    )

    /// One parameter as a mapping.
    package static let parameter = KeyTable(
        "parameter",
        isNamed: true,
        [
            Key("type", .word(JobParameter.Kind.allCases.map(\.rawValue)), "What the value must be."),
            Key("default", .any, "The value when the input does not give one."),
            Key("required", .flag, "Whether the input must give it."),
            Key("enum", .list(.any), "The values it may have."),
            Key("description", .text, "What it is for."),
        ]
    )
}
