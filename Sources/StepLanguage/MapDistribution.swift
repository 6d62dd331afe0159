/// What a Map has in distributed mode (AWS, "Using Map state in Distributed mode").
package struct MapDistribution: Sendable {
    /// `ProcessorConfig.ExecutionType`.
    package var executionType: StateMachineType
    /// Part of the names of the child executions; nil: one is made up.
    package var label: String?
    package var itemReader: ItemReader?
    package var itemBatcher: ItemBatcher?
    package var resultWriter: ResultWriter?

    package init(
        executionType: StateMachineType,
        label: String? = nil,
        itemReader: ItemReader? = nil,
        itemBatcher: ItemBatcher? = nil,
        resultWriter: ResultWriter? = nil
    ) {
        self.executionType = executionType
        self.label = label
        self.itemReader = itemReader
        self.itemBatcher = itemBatcher
        self.resultWriter = resultWriter
    }
}

/// `ItemReader`: where the items of a distributed Map are (AWS, "ItemReader (Map)").
package struct ItemReader: Sendable {
    /// `ReaderConfig.InputType`.
    package enum InputType: String, Sendable, CaseIterable {
        case csv = "CSV"
        case json = "JSON"
        case jsonLines = "JSONL"
        case parquet = "PARQUET"
        case manifest = "MANIFEST"
    }

    /// `ReaderConfig.CSVHeaderLocation`.
    package enum HeaderLocation: String, Sendable, CaseIterable {
        case firstRow = "FIRST_ROW"
        case given = "GIVEN"
    }

    /// `ReaderConfig.CSVDelimiter`.
    package enum Delimiter: String, Sendable, CaseIterable {
        case comma = "COMMA"
        case pipe = "PIPE"
        case semicolon = "SEMICOLON"
        case space = "SPACE"
        case tab = "TAB"
    }

    /// `ReaderConfig.ManifestType`.
    package enum ManifestType: String, Sendable, CaseIterable {
        case athenaData = "ATHENA_DATA"
        case inventory = "S3_INVENTORY"
    }

    /// `ReaderConfig.Transformation`.
    package enum Transformation: String, Sendable, CaseIterable {
        case none = "NONE"
        case loadAndFlatten = "LOAD_AND_FLATTEN"
    }

    package var resource: TaskResource
    /// JSONPath: `Parameters`; JSONata: `Arguments`.
    package var arguments: Template?
    /// Nil for a listing of objects.
    package var inputType: InputType?
    package var headerLocation: HeaderLocation?
    /// `CSVHeaders`, for ``HeaderLocation/given``.
    package var headers: [String]?
    package var delimiter = Delimiter.comma
    /// Items that are taken at most; nil: all.
    package var maxItems: CountField?
    package var manifestType: ManifestType?
    /// A JSON Pointer to the items in a JSON document.
    package var itemsPointer: String?
    package var transformation = Transformation.none

    package init(resource: TaskResource, arguments: Template? = nil) {
        self.resource = resource
        self.arguments = arguments
    }
}

/// `ItemBatcher`: how many items one child execution gets (AWS, "ItemBatcher (Map)").
package struct ItemBatcher: Sendable {
    package var maxItemsPerBatch: CountField?
    package var maxInputBytesPerBatch: CountField?
    /// What every batch is handed besides its items.
    package var batchInput: Template?
}

/// `ResultWriter`: where the results of a distributed Map go (AWS, "ResultWriter (Map)").
package struct ResultWriter: Sendable {
    /// `WriterConfig.Transformation`.
    package enum Transformation: String, Sendable, CaseIterable {
        case none = "NONE"
        case compact = "COMPACT"
        case flatten = "FLATTEN"
    }

    /// `WriterConfig.OutputType`.
    package enum OutputType: String, Sendable, CaseIterable {
        case json = "JSON"
        case jsonLines = "JSONL"
    }

    /// Nil: the results are the state's result, only transformed.
    package var resource: TaskResource?
    /// JSONPath: `Parameters`; JSONata: `Arguments`.
    package var arguments: Template?
    package var transformation: Transformation?
    package var outputType: OutputType?
}
