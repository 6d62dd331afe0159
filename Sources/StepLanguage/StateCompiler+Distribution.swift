import StepJSON

// What a Map has in distributed mode.

extension StateCompiler {
    /// What `ProcessorConfig` and the fields of distributed mode say; nil inline.
    func distribution(
        _ reader: FieldReader,
        _ processor: FieldReader,
        _ expressions: ExpressionCompiler
    ) -> MapDistribution? {
        let itemReader = itemReader(reader, expressions)
        let itemBatcher = itemBatcher(reader, expressions)
        let resultWriter = resultWriter(reader, expressions)
        let label = label(reader)
        guard let type = processorConfig(processor) else {
            for field in ["ItemReader", "ItemBatcher", "ResultWriter", "Label"] where reader.has(field) {
                reader.error("Field '\(field)' is only supported for the 'DISTRIBUTED' mode", at: field)
            }
            return nil
        }
        return MapDistribution(
            executionType: type,
            label: label,
            itemReader: itemReader,
            itemBatcher: itemBatcher,
            resultWriter: resultWriter
        )
    }

    /// AWS's limit of a label.
    private static let labelScalarsMax = 40

    private func label(_ reader: FieldReader) -> String? {
        guard let label = reader.string("Label") else { return nil }
        let location = reader.location(of: "Label")
        if label.isEmpty || label.unicodeScalars.count > Self.labelScalarsMax {
            collector.error(
                "A label must have 1 to \(Self.labelScalarsMax) characters",
                at: location,
                code: DefinitionCode.invalidLabelName
            )
        } else if let scalar = label.unicodeScalars.first(where: Self.isForbiddenInLabel) {
            collector.error(
                "A label must not contain '\(scalar)'",
                at: location,
                code: DefinitionCode.invalidLabelName
            )
        }
        if !definition.addLabel(label) {
            collector.error(
                "The label '\(label)' is used more than once",
                at: location,
                code: DefinitionCode.duplicateLabelName
            )
        }
        return label
    }

    /// White space, brackets, wildcards, special and control characters (AWS, "Map state fields: Label").
    private static func isForbiddenInLabel(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || scalar.value < 0x20 || 0x7F...0x9F ~= scalar.value
            || "<>{}[]?*\"#%\\^|~`$&,;:/".unicodeScalars.contains(scalar)
    }

    /// The type of the child executions; nil where the mode is inline.
    private func processorConfig(_ processor: FieldReader) -> StateMachineType? {
        guard let config = processor.object("ProcessorConfig") else { return nil }
        config.checkNames(["Mode", "ExecutionType"])
        let mode: ProcessorMode? = config.choice("Mode", of: ProcessorMode.allCases)
        let type: StateMachineType? = config.choice("ExecutionType", of: [.standard, .express])
        guard mode == .distributed else {
            if config.has("ExecutionType") {
                config.error("Field 'ExecutionType' is not supported", at: "ExecutionType")
            }
            return nil
        }
        if definition.type == .express {
            config.error("Express state machine does not support the 'DISTRIBUTED' mode", at: "Mode")
        }
        if !config.has("ExecutionType") { config.error("These fields are required: [ExecutionType]") }
        return type ?? .standard
    }
}

/// `ProcessorConfig.Mode`.
private enum ProcessorMode: String, CaseIterable {
    case inline = "INLINE"
    case distributed = "DISTRIBUTED"
}

// MARK: - ItemReader, ItemBatcher and ResultWriter

extension StateCompiler {
    private func itemReader(_ reader: FieldReader, _ expressions: ExpressionCompiler) -> ItemReader? {
        guard let fields = reader.object("ItemReader") else { return nil }
        let argumentsField = expressions.language == .jsonata ? "Arguments" : "Parameters"
        fields.checkNames(["Resource", argumentsField, "ReaderConfig"])
        let arguments = arguments(fields, expressions)
        guard fields.require("Resource"), let resource = storage(fields, ["getObject", "listObjectsV2"]) else {
            return nil
        }
        var itemReader = ItemReader(resource: resource, arguments: arguments)
        if let config = fields.object("ReaderConfig") { read(config, expressions, into: &itemReader) }
        return itemReader
    }

    /// `Resource`: one of `actions` of S3, which no Task can have without `aws-sdk:`.
    private func storage(_ reader: FieldReader, _ actions: [String]) -> TaskResource? {
        guard let text = reader.string("Resource") else { return nil }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 7, parts[0] == "arn", parts[2] == "states", parts[5] == "s3", actions.contains(parts[6])
        else {
            reader.error(TaskResource.notRecognized(text), at: "Resource")
            return nil
        }
        return TaskResource(
            text: text,
            kind: .integration(service: "s3", action: parts[6], pattern: .requestResponse)
        )
    }

    private func read(_ config: FieldReader, _ expressions: ExpressionCompiler, into itemReader: inout ItemReader) {
        let fields: Set<String> = [
            "InputType", "CSVHeaderLocation", "CSVHeaders", "CSVDelimiter", "MaxItems", "ManifestType", "ItemsPointer",
            "Transformation",
        ]
        config.checkNames(expressions.language == .jsonPath ? fields.union(["MaxItemsPath"]) : fields)
        itemReader.inputType = config.choice("InputType", of: ItemReader.InputType.allCases)
        itemReader.headerLocation = config.choice("CSVHeaderLocation", of: ItemReader.HeaderLocation.allCases)
        itemReader.headers = config.strings("CSVHeaders")
        if let delimiter = config.choice("CSVDelimiter", of: ItemReader.Delimiter.allCases) {
            itemReader.delimiter = delimiter
        }
        itemReader.maxItems = count("MaxItems", in: 0...Self.countMax, config, expressions)
        itemReader.manifestType = config.choice("ManifestType", of: ItemReader.ManifestType.allCases)
        itemReader.itemsPointer = config.string("ItemsPointer")
        if let transformation = config.choice("Transformation", of: ItemReader.Transformation.allCases) {
            itemReader.transformation = transformation
        }
        if itemReader.headerLocation == .given { _ = config.require("CSVHeaders") }
        if itemReader.inputType == .csv { _ = config.require("CSVHeaderLocation") }
    }

    private func itemBatcher(_ reader: FieldReader, _ expressions: ExpressionCompiler) -> ItemBatcher? {
        guard let fields = reader.object("ItemBatcher") else { return nil }
        let counts = ["MaxItemsPerBatch", "MaxInputBytesPerBatch"]
        let paths = expressions.language == .jsonPath ? counts.map { $0 + "Path" } : []
        fields.checkNames(Set(counts + paths + ["BatchInput"]))
        if !(counts + paths).contains(where: fields.has) {
            fields.error("One of these fields is required: [\((counts + paths).joined(separator: ", "))]")
        }
        return ItemBatcher(
            maxItemsPerBatch: count(counts[0], in: 1...Self.countMax, fields, expressions),
            maxInputBytesPerBatch: count(counts[1], in: 1...Self.batchBytesMax, fields, expressions),
            batchInput: expressions.template("BatchInput", of: fields)
        )
    }

    /// AWS's limit of an execution's input.
    private static let batchBytesMax: Double = 262_144

    private func resultWriter(_ reader: FieldReader, _ expressions: ExpressionCompiler) -> ResultWriter? {
        guard let fields = reader.object("ResultWriter") else { return nil }
        let argumentsField = expressions.language == .jsonata ? "Arguments" : "Parameters"
        fields.checkNames(["Resource", argumentsField, "WriterConfig"])
        if !fields.has("Resource"), !fields.has("WriterConfig") {
            fields.error("One of these fields is required: [Resource, WriterConfig]")
        }
        var writer = ResultWriter()
        writer.resource = storage(fields, ["putObject"])
        writer.arguments = arguments(fields, expressions)
        guard let config = fields.object("WriterConfig") else { return writer }
        config.checkNames(["Transformation", "OutputType"])
        writer.transformation = config.choice("Transformation", of: ResultWriter.Transformation.allCases)
        writer.outputType = config.choice("OutputType", of: ResultWriter.OutputType.allCases)
        return writer
    }
}
