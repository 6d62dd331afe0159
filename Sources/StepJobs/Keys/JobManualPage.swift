/// The manual page stepd-job(5), made from the tables that the decoder goes by (man-pages(7)).
package enum JobManualPage {
    /// The source of the page.
    package static var text: String {
        var page = Roff()
        page.raw(".\\\" Made by `stepctl schema --format man`.")
        page.raw(".TH STEPD\\-JOB 5 \"\" stepd \"stepd manual\"")
        page.section("NAME")
        page.text("stepd-job - job files of stepd")
        page.section("SYNOPSIS")
        page.raw(".I /etc/stepd/jobs.d/NAME.yaml")
        page.section("DESCRIPTION")
        for paragraph in introduction { page.paragraph(paragraph) }
        page.example(example)
        page.section("VALUES")
        for (tag, text) in values { page.tagged(tag, text) }
        for table in KeyTable.all where !table.isOfTests { add(table, to: &page) }
        page.section("EXPRESSIONS")
        for paragraph in expressions { page.paragraph(paragraph) }
        page.section("TESTS")
        for paragraph in tests { page.paragraph(paragraph) }
        page.example(testExample)
        for table in KeyTable.all where table.isOfTests { add(table, to: &page) }
        page.section("SEE ALSO")
        page.raw(".BR stepctl (1),\n.BR stepd (8),\n.BR systemd.time (7),\n.BR crontab (5)")
        return page.source
    }

    private static func add(_ table: KeyTable, to page: inout Roff) {
        page.section(heading(of: table))
        if !table.leading.isEmpty {
            let names = table.leading.map { "`\($0)`" }.joined(separator: ", ")
            page.paragraph("What it is, one of these keys says: \(names).")
        }
        for key in table.keys {
            page.tagged("`\(key.name):` \(key.form.shown)", summary(of: key))
        }
    }

    private static func summary(of key: KeyTable.Key) -> String {
        guard !key.companions.isEmpty else { return key.summary }
        return "\(key.summary) With \(key.companions.map { "`\($0)`" }.joined(separator: ", "))."
    }

    private static func heading(of table: KeyTable) -> String {
        table.isNamed ? "KEYS OF A \(table.owner.uppercased())" : "KEYS OF \(table.owner.uppercased())"
    }

    // MARK: - Prose

    private static let introduction = [
        "A file in the job directory describes one job, or several in documents that `---` divides, of which all but the "
            + "first need a name (`job`). It is read as soon as it is written. What is wrong with it is in the journal, and `stepctl check` "
            + "shows it before; a bad file never unloads the version that runs.",
        "A job has `steps`, or a `definition` in the Amazon States Language. A file may also be such a definition, or a "
            + "CloudFormation template, as it is.",
        "Steps are done one after the other. Each has an `id`, which names its states and the variable that holds its "
            + "result. `stepctl asl` shows the states that steps are translated to.",
    ]

    private static let example = """
        schedule: { cron: "30 2 * * *", timezone: Europe/Berlin }
        timeout: 6h
        params: { db: orders }
        notify: { on_failure: [ email: ops@example.org ] }
        steps:
          - id: dump
            run: pg_dump -Fc "$DB" > "/var/backups/$DB.dump"
            env: { DB: "{% $params.db %}" }
            retry: { times: 2, delay: 5m }
        """

    private static let values = [
        ("duration", "`90s`, `5m`, `1h30m`, `2d`, `1w`, a number of seconds, or ISO 8601 (`PT5M`)."),
        ("size", "Bytes, or a number with `K`, `M`, `G` or `T`, in units of 1024."),
        ("expression", "`\"{% … %}\"`, in quotes."),
        (
            "list of errors",
            "Names as the States Language has them (`States.Timeout`), or of AWS's services as their API, boto3 or the "
                + "States Language spells them; of commands `exit 75` and `signal TERM`, of HTTP APIs the status."
        ),
    ]

    private static let tests = [
        "The tests of `NAME.yaml` stand beside it in `NAME.test.yaml`. `stepctl test` runs them on a virtual clock, with "
            + "answers in the place of tasks: nothing is called and nothing waited for."
    ]

    private static let testExample = """
        tests:
          - name: a dump that fails twice is given up
            mocks:
              dump: { throw: { error: Command.ExitCode.1, cause: no such database } }
            expect:
              error: Command.ExitCode.1
              path: [ params, dump, failed ]
              duration: 15m
              notifications: [ on_failure ]
        """

    private static let expressions = [
        "`\"{% … %}\"` is the value of a JSONata expression; `${{ … }}` puts one into a text. `$params` has the parameters, "
            + "`$params.scheduled_at` the slot's time; a finished step's result is the variable of its id. In `result`, "
            + "`until` and `failed_when`, `$result` is the call's own result; in `on_failure`, `always` and the steps of "
            + "`catch`, `$error` has the `Error` and the `Cause` of what failed.",
        "The result of a command has `ExitCode`, `Stdout`, `Json` (with `output: json` or `jsonl`) and `DurationMs`.",
        "In a script of `run` expressions are refused: pass them by `env`.",
    ]
}

/// The source of a manual page, built up.
private struct Roff {
    private(set) var source = ""

    mutating func raw(_ line: String) { source += line + "\n" }

    mutating func section(_ name: String) { raw(".SH \"\(name)\"") }

    mutating func text(_ text: String) { raw(Self.escaped(text)) }

    mutating func paragraph(_ text: String) {
        raw(".PP")
        self.text(text)
    }

    mutating func tagged(_ tag: String, _ text: String) {
        raw(".TP")
        self.text(tag)
        self.text(text)
    }

    mutating func example(_ text: String) {
        raw(".PP\n.EX")
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            raw("    \(Self.plain(String(line)))")
        }
        raw(".EE")
    }

    /// Text with what stands between backquotes in bold.
    private static func escaped(_ text: String) -> String {
        let parts = text.split(separator: "`", omittingEmptySubsequences: false).map(String.init)
        let marked = parts.enumerated().map { index, part in
            index % 2 == 0 || part.isEmpty ? plain(part) : "\\fB\(plain(part))\\fR"
        }
        let line = marked.joined()
        // A point or a quote at the start of a line would be a request.
        return line.hasPrefix(".") || line.hasPrefix("'") ? "\\&" + line : line
    }

    private static func plain(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "\\": result += "\\e"
            case "-": result += "\\-"
            case "…": result += "..."
            case "\"": result += "\\(dq"
            case "'": result += "\\(aq"
            case "^": result += "\\(ha"
            case "~": result += "\\(ti"
            default: result.append(character)
            }
        }
        return result
    }
}
