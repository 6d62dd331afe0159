import StepAWS
import StepJSON
import StepLanguage
import StepYAML

extension Job {
    /// The job of a definition, without a schedule; nil where the language refuses it, which is reported.
    init?(
        name: String,
        nameRange: SourceRange,
        _ source: DefinitionDecoder.Result,
        _ context: JobContext,
        _ catalog: ServiceCatalog?
    ) {
        let map = SourceMap(file: source.file, of: source.definition)
        let value = source.definition.value
        let check = DefinitionCheck(report: context.report, calls: catalog.map { ModelledCalls(catalog: $0) })
        guard let machine = check.machine(value, map) else { return nil }
        self.init(
            name: name,
            description: value["Comment"]?.stringValue,
            definition: value,
            machine: machine,
            sourceMap: map,
            schedules: [],
            overlap: .skip,
            timeoutSeconds: machine.timeoutSeconds.map(Int.init),
            parameters: [],
            file: context.source.file,
            includedFiles: source.includedFile.map { [$0] } ?? [],
            nameRange: nameRange
        )
    }
}
