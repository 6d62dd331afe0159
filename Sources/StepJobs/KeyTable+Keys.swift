extension KeyTable {
    /// Every table, outermost first.
    package static let all: [KeyTable] = [job, function, schedule, parameter, step, call, retry, wait]

    /// The top level of a job file.
    package static let job = KeyTable(
        "job",
        [
            .now("job", "name", "The job's name; the file's name without extension if it is left out."),
            .now("description", "text", "What the job is for; the machine's Comment."),
            .now("schedule", "text, mapping or list", "When the job runs; by hand only if it is left out."),
            .now("overlap", "skip, queue, cancel or allow", "What to do when a slot is due while the job still runs."),
            .now("timeout", "duration", "How long an execution may take in all."),
            .now("params", "mapping", "The members of `$params` and their defaults."),
            .now("steps", "list", "What to do, in order."),
            .now("functions", "mapping", "Lambda functions that run on this machine, by name."),
            .now("role", "ARN", "The IAM role that the job's tasks assume; the daemon's own rights without it."),
            .now("definition", "mapping", "The whole machine in the Amazon States Language, instead of steps."),
            .now("definition_uri", "path", "The file that holds the machine, relative to this one."),
            .now("definition_substitutions", "mapping", "What each `${name}` in the definition stands for."),
        ],
        later: Key.later(
            "lock",
            "env",
            "secrets",
            "user",
            "group",
            "cwd",
            "nice",
            "memory_max",
            "cpu_quota",
            "notify",
            "on_failure",
            "always",
            "catch_up",
            "jitter",
            "retention"
        )
    )

    /// One function under `functions`.
    package static let function = KeyTable(
        "function",
        [
            .now("code", "path", "The file or the folder of the code, relative to this file."),
            .now("inline", "text", "The code itself, as the file index.py."),
            .now("handler", "file.function", "What is called; `handler` of the file if it is left out."),
            .now("runtime", "name", "Lambda's name of the runtime; python3 if it is left out."),
            .now("timeout", "duration", "How long one invocation may take; 3s if it is left out, 15m at most."),
            .now("memory", "MiB", "How much memory it may have; 128 if it is left out."),
            .now("env", "mapping", "Environment variables."),
            .now("concurrency", "count", "How many invocations may run at once."),
        ]
    )

    /// `schedule` as a mapping.
    package static let schedule = KeyTable(
        "schedule",
        [
            .now("cron", "five fields", "Minute, hour, day of month, month, day of week; or @daily and its kin."),
            .now("rate", "duration", "At a fixed distance, such as 5m."),
            .now("at", "date and time", "Once."),
            .now("timezone", "IANA name", "Whose wall clock counts; the daemon's own if it is left out."),
        ],
        later: Key.later("calendar", "jitter", "catch_up", "catch_up_window", "start", "end")
    )

    /// One parameter as a mapping.
    package static let parameter = KeyTable(
        "parameter",
        [
            .now("type", "string, number, boolean, object or array", "What the value must be."),
            .now("default", "any value", "The value when the input does not give one."),
            .now("required", "true or false", "Whether the input must give it."),
            .now("enum", "list", "The values it may have."),
        ],
        later: Key.later("secret", "description")
    )

    /// One item of `steps`.
    package static let step = KeyTable(
        "step",
        [
            .now("id", "name", "The step's name, and the variable that holds its result."),
            .now("aws", "service.action", "Calls an AWS API."),
            .now("lambda", "function", "Invokes a Lambda function: a name, an ARN, or a Python file beside this one."),
            .now("with", "mapping", "The parameters of the call; a function's event."),
            .now("role", "ARN", "The IAM role that the call assumes."),
            .now("start", "mapping", "The call that starts what `poll` then watches."),
            .now("poll", "mapping", "The call that is repeated until it is done."),
            .now("wait_for", "service.waiter", "Watches until one of AWS's waiters is content."),
            .now("every", "duration", "How long to wait between two polls; 60s or the waiter's own time without it."),
            .now("until", "expression", "When the poll is done."),
            .now("failed_when", "expression", "When the poll has failed."),
            .now("timeout", "duration", "How long the step may take."),
            .now("result", "expression", "What to keep of the call's `$result`; all of it if it is left out."),
            .now("wait", "duration or mapping", "Waits."),
            .now("retry", "count or mapping", "Repeats a call that failed."),
            .now("ok_if", "list of errors", "Errors that mean that the work is done already."),
            .now("on_interrupt", "retry or fail", "What to do when the daemon ended in the middle of the call."),
            .now("state", "mapping", "One state in the Amazon States Language, as it is."),
        ],
        later: Key.later(
            "run",
            "shell",
            "output",
            "http",
            "job",
            "approve",
            "parallel",
            "for_each",
            "max_parallel",
            "switch",
            "else",
            "if",
            "catch",
            "on_failure",
            "always",
            "env",
            "secrets",
            "lock",
            "user",
            "group",
            "cwd",
            "nice",
            "memory_max",
            "cpu_quota",
            "params"
        )
    )

    /// The mapping of `start` or `poll`.
    package static let call = KeyTable(
        "call",
        [
            .now("aws", "service.action", "Calls an AWS API."),
            .now("lambda", "function", "Invokes a Lambda function: a name, an ARN, or a Python file beside this one."),
            .now("with", "mapping", "The parameters of the call; a function's event."),
            .now("role", "ARN", "The IAM role that the call assumes."),
            .now("timeout", "duration", "How long the call may take."),
            .now("retry", "count or mapping", "Repeats a call that failed."),
            .now("ok_if", "list of errors", "Errors that mean that the work is done already."),
            .now("on_interrupt", "retry or fail", "What to do when the daemon ended in the middle of the call."),
        ],
        later: Key.later("run", "shell", "output", "http", "job", "env", "secrets")
    )

    /// `retry` as a mapping.
    package static let retry = KeyTable(
        "retry",
        [
            .now("times", "count", "How often to try again at most."),
            .now("delay", "duration", "How long to wait before the first retry."),
            .now("backoff", "number", "What each delay is multiplied by for the next."),
            .now("max_delay", "duration", "The longest delay."),
            .now("jitter", "true or false", "Whether delays vary at random, from nothing to their full length."),
            .now("on", "list of errors", "The errors to retry; all that a task fails with if it is left out."),
        ]
    )

    /// `wait` as a mapping.
    package static let wait = KeyTable(
        "wait",
        [.now("until", "timestamp or expression", "The moment to wait for.")]
    )
}
