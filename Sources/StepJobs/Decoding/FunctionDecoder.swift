import StepAWS
import StepYAML

/// Reads Lambda functions that run on this machine: `functions` of a job, and a file named in `lambda`.
struct FunctionDecoder {
    let context: JobContext

    /// Where `runtime` says nothing: the Python that is on this machine.
    private static let runtimeDefault = "python3"

    /// The functions under `functions`.
    func functions(_ entry: YAMLEntry) -> [LambdaFunction] {
        (context.mapping(entry.value, "`functions`") ?? []).compactMap(function)
    }

    private func function(_ entry: YAMLEntry) -> LambdaFunction? {
        let name = entry.key.text
        guard LambdaFunction.isValid(name: name) else {
            context.error(
                "a function cannot be called `\(name)`",
                entry.key.range,
                hint: "at most 64 letters, digits, `-` and `_`",
                code: "job.function"
            )
            return nil
        }
        guard let entries = context.mapping(entry.value, "a function") else { return nil }
        let fields = KeyTable.function.fields(of: entries, subject: "function `\(name)`", context)
        guard let code = code(fields, entry) else { return nil }
        var function = LambdaFunction(
            name: name,
            runtime: fields["runtime"].flatMap { context.text($0.value, "`runtime`")?.text } ?? Self.runtimeDefault,
            handler: fields["handler"].flatMap { context.text($0.value, "`handler`")?.text } ?? Self.handler(of: code),
            code: code
        )
        if let timeout = fields["timeout"] { seconds(timeout, &function) }
        if let memory = fields["memory"] {
            function.memoryMegabytes =
                context.integer(memory.value, "`memory`", in: LambdaFunction.memoriesInMegabytes) ?? 128
        }
        if let concurrency = fields["concurrency"] {
            function.concurrencyMax = context.integer(
                concurrency.value,
                "`concurrency`",
                in: LambdaFunction.concurrencies
            )
        }
        for item in fields["env"].flatMap({ context.mapping($0.value, "`env`") }) ?? [] {
            function.environment[item.key.text] = context.text(item.value, "`\(item.key.text)`")?.text
        }
        return function
    }

    private func seconds(_ entry: YAMLEntry, _ function: inout LambdaFunction) {
        guard let duration = context.duration(entry.value, "`timeout`") else { return }
        guard duration.seconds <= LambdaFunction.timeoutsInSeconds.upperBound else {
            context.error("a function may take 15m at most", entry.value.range, code: "job.function")
            return
        }
        function.timeoutSeconds = duration.seconds
    }

    private func code(_ fields: Fields, _ entry: YAMLEntry) -> LambdaFunction.Code? {
        switch (fields["code"], fields["inline"]) {
        case (let code?, nil): return context.text(code.value, "`code`").flatMap(path)
        case (nil, let inline?): return context.text(inline.value, "`inline`").map { .inline($0.text) }
        default:
            context.error(
                "function `\(entry.key.text)` needs either `code` or `inline`",
                entry.key.range,
                hint: "`code` is the path of a file or a folder beside the job file",
                code: "job.function"
            )
            return nil
        }
    }

    private func path(_ scalar: YAMLScalar) -> LambdaFunction.Code? {
        guard let path = JobPath.absolute(scalar.text, besideFile: context.source.file) else {
            context.error("there is no `\(scalar.text)` beside the job file", scalar.range, code: "job.function")
            return nil
        }
        return .path(path)
    }

    /// `create.handler` for `create.py`.
    private static func handler(of code: LambdaFunction.Code) -> String {
        guard case .path(let path) = code, path.hasSuffix(".py") else { return "index.handler" }
        return "\(stem(of: path)).handler"
    }

    private static func stem(of path: String) -> String {
        let file = path.split(separator: "/").last.map(String.init) ?? path
        return file.hasSuffix(".py") ? String(file.dropLast(".py".count)) : file
    }

    // MARK: - A file named in a step

    /// Whether `lambda` names a file: `./create.py`, or `./create.py:function`.
    static func isFile(_ text: String) -> Bool {
        let path = text.split(separator: ":", maxSplits: 1).first ?? ""
        return !text.hasPrefix("arn:") && (path.hasPrefix("./") || path.hasPrefix("/") || path.hasSuffix(".py"))
    }

    /// The function in the file that `lambda` names; nil where there is none, which is reported.
    func function(inFile scalar: YAMLScalar, job: String) -> LambdaFunction? {
        let parts = scalar.text.split(separator: ":", maxSplits: 1).map(String.init)
        let file = YAMLScalar(text: parts[0], style: scalar.style, range: scalar.range)
        guard case .path(let path)? = path(file) else { return nil }
        guard path.hasSuffix(".py") else {
            context.error(
                "only a Python file can be named in a step",
                scalar.range,
                hint: "declare other functions under `functions:`",
                code: "job.function"
            )
            return nil
        }
        let stem = Self.stem(of: path)
        let name = String("\(job)-\(stem)".map { LambdaFunction.isValid(name: String($0)) ? $0 : "_" }.prefix(64))
        return LambdaFunction(
            name: name,
            runtime: Self.runtimeDefault,
            handler: "\(stem).\(parts.count == 2 ? parts[1] : "handler")",
            code: .path(path),
            timeoutSeconds: LambdaFunction.timeoutsInSeconds.upperBound,
            memoryMegabytes: 512
        )
    }
}
