package import StepAWS
import StepJSON
package import StepTime
package import StepYAML

/// Reads job files: YAML in, checked and lowered jobs out, or everything that is wrong with them.
package enum JobFile {
    /// What a file holds. Invariant: where `diagnostics` has an error about a document, `jobs` lacks its job.
    package struct Result: Sendable {
        package var jobs: [Job]
        /// The Lambda functions that the file brings, to run on this machine.
        package var functions: [LambdaFunction] = []
        /// In the order of their places; errors and warnings.
        package var diagnostics: [Diagnostic]
        /// Activities that a template declares.
        package var activities: [String] = []
        /// The texts that were read, for a ``DiagnosticPrinter``: the file and what it includes.
        package var sources: [SourceText]

        /// The diagnostics for people, each with its source line and caret.
        package var text: String { DiagnosticPrinter(sources: sources).text(of: diagnostics) }
    }

    /// A job file that is longer is refused.
    package static let bytesMax = 4 << 20

    /// Diagnostics of one file at most; of more, the rest is only counted.
    package static let diagnosticsMax = 200

    /// The jobs of a file, one a document.
    ///
    /// - Parameters:
    ///   - path: where the file is: diagnostics print it, `definition_uri` is relative to its folder, and its last part
    ///     names the job.
    ///   - bytes: the file's content.
    ///   - catalog: the models that calls are checked against; nil to check none.
    ///   - environment: what a template's pseudo parameters stand for.
    ///   - now: the present, for warnings of slots that the wall clock will skip; nil to give none.
    /// - Returns: the jobs without errors, and all diagnostics.
    package static func load(
        path: String,
        bytes: [UInt8],
        catalog: ServiceCatalog?,
        environment: TemplateEnvironment = TemplateEnvironment(),
        now: Timestamp? = nil
    ) -> Result {
        let parsed = YAMLParser.parse(bytes, file: path)
        let report = JobReport()
        report.add(parsed.source)
        report.add(parsed.diagnostics)
        let context = JobContext(source: parsed.source, report: report, now: now)
        // An empty document, such as after a last `---`, is no job.
        let documents = parsed.documents.filter { $0.scalar.map(CoreSchema.value) != .some(.null) }
        var result = Result(jobs: [], diagnostics: [], sources: [])
        if documents.count == 1, JobDecoder.isTemplate(documents[0]) {
            let template = TemplateDecoder(context: context, catalog: catalog, environment: environment)
                .result(documents[0])
            (result.jobs, result.functions, result.activities) = (
                template.jobs, template.functions, template.activities
            )
        } else {
            result.jobs = jobs(documents, catalog, context)
            for job in result.jobs {
                for function in job.functions {
                    if result.functions.contains(where: { $0.name == function.name }) {
                        context.error(
                            "two functions are called `\(function.name)`",
                            job.nameRange,
                            code: "job.function"
                        )
                    }
                    result.functions.append(function)
                }
            }
        }
        if documents.isEmpty, !parsed.diagnostics.hasErrors {
            context.error("the file holds no job", .start, code: "job.empty")
        }
        // What YAML itself forbids is an error of the file as a whole.
        if parsed.diagnostics.hasErrors { (result.jobs, result.functions) = ([], []) }
        result.diagnostics = bounded(report.diagnostics, path)
        result.sources = report.sources
        return result
    }

    private static func jobs(_ documents: [YAMLNode], _ catalog: ServiceCatalog?, _ context: JobContext) -> [Job] {
        var jobs: [Job] = []
        for (index, document) in documents.enumerated() {
            let decoder = JobDecoder(context: context, catalog: catalog, isFurther: index > 0)
            guard let job = decoder.job(document) else { continue }
            if let first = jobs.first(where: { $0.name == job.name }) {
                context.error(
                    "two jobs are called `\(job.name)`",
                    job.nameRange,
                    hint: "the first is on line \(first.nameRange.start.line)",
                    code: "job.name"
                )
                continue
            }
            jobs.append(job)
        }
        return jobs
    }

    private static func bounded(_ diagnostics: [Diagnostic], _ path: String) -> [Diagnostic] {
        let main = diagnostics.filter { $0.file == path }.ordered()
        let others = diagnostics.filter { $0.file != path }.ordered()
        let all = main + others
        guard let last = all.prefix(diagnosticsMax).last, all.count > diagnosticsMax else { return all }
        let rest = Diagnostic(
            .error,
            "\(all.count - diagnosticsMax) more errors and warnings are not shown",
            file: last.file,
            range: last.range,
            code: "job.limit"
        )
        return all.prefix(diagnosticsMax) + [rest]
    }
}
