import StepJSON
import StepLanguage
import Testing

/// The fields of a distributed Map.
@Suite struct MapDistributionTests {
    private static func map(_ fields: JSONObject, _ language: String = "JSONPath") -> JSONValue {
        var map: JSONObject = [
            "Type": "Map", "End": true, "QueryLanguage": .string(language),
            "ItemProcessor": [
                "ProcessorConfig": ["Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"], "StartAt": "P",
                "States": ["P": ["Type": "Pass", "End": true]],
            ],
        ]
        for (key, value) in fields { map[key] = value }
        return definition(["M": .object(map)])
    }

    private static let get: JSONValue = "arn:aws:states:::s3:getObject"

    @Test func everyFieldIsRead() throws {
        let machine = try StateMachine.compile(
            Self.map([
                "Label": "batch",
                "ItemReader": [
                    "Resource": Self.get, "Parameters": ["Bucket.$": "$.b", "Key": "k"],
                    "ReaderConfig": [
                        "InputType": "CSV", "CSVHeaderLocation": "GIVEN", "CSVHeaders": ["a", "b"],
                        "CSVDelimiter": "TAB", "MaxItemsPath": "$.max",
                    ],
                ],
                "ItemBatcher": [
                    "MaxItemsPerBatch": 10, "MaxInputBytesPerBatchPath": "$.n", "BatchInput": ["x.$": "$.x"],
                ],
                "ResultWriter": [
                    "Resource": "arn:aws:states:::s3:putObject", "Parameters": ["Bucket": "b"],
                    "WriterConfig": ["Transformation": "FLATTEN", "OutputType": "JSONL"],
                ],
            ])
        )
        guard case .map(let map) = machine.states[0].kind, let distribution = map.distribution,
            let reader = distribution.itemReader, let writer = distribution.resultWriter
        else {
            Issue.record("not a distributed Map")
            return
        }
        #expect(distribution.label == "batch")
        #expect(reader.inputType == .csv && reader.headerLocation == .given && reader.delimiter == .tab)
        #expect(reader.headers == ["a", "b"])
        #expect(reader.resource.resourceName == "getObject")
        #expect(writer.transformation == .flatten && writer.outputType == .jsonLines)
        guard case .path? = reader.maxItems, case .constant(10)? = distribution.itemBatcher?.maxItemsPerBatch,
            case .path? = distribution.itemBatcher?.maxInputBytesPerBatch
        else {
            Issue.record("other counts")
            return
        }
    }

    @Test(
        arguments: [
            (["ItemReader": ["Parameters": [:]]], "These fields are required: [Resource] at /States/M/ItemReader"),
            (
                ["ItemReader": ["Resource": "arn:aws:states:::s3:putObject"]],
                "The resource provided arn:aws:states:::s3:putObject is not recognized. The value is not a valid resource "
                    + "ARN, or the resource is not available in this region. at /States/M/ItemReader/Resource"
            ),
            (
                ["ItemReader": ["Resource": get, "Arguments": [:]]],
                "Field 'Arguments' is not supported at /States/M/ItemReader"
            ),
            (
                ["ItemReader": ["Resource": get, "ReaderConfig": ["InputTyp": "CSV"]]],
                "Field 'InputTyp' is not supported at /States/M/ItemReader/ReaderConfig"
            ),
            (
                ["ItemReader": ["Resource": get, "ReaderConfig": ["InputType": "XML"]]],
                "The field 'InputType' should have one of these values: [CSV, JSON, JSONL, PARQUET, MANIFEST] at "
                    + "/States/M/ItemReader/ReaderConfig/InputType"
            ),
            (
                ["ItemReader": ["Resource": get, "ReaderConfig": ["InputType": "CSV"]]],
                "These fields are required: [CSVHeaderLocation] at /States/M/ItemReader/ReaderConfig"
            ),
            (
                ["ItemReader": ["Resource": get, "ReaderConfig": ["CSVHeaderLocation": "GIVEN"]]],
                "These fields are required: [CSVHeaders] at /States/M/ItemReader/ReaderConfig"
            ),
            (
                ["ItemReader": ["Resource": get, "ReaderConfig": ["MaxItems": 1, "MaxItemsPath": "$.m"]]],
                "Only one of these fields may be set: [MaxItems, MaxItemsPath] at /States/M/ItemReader/ReaderConfig"
            ),
            (
                ["ItemBatcher": ["BatchInput": 1]],
                "One of these fields is required: [MaxItemsPerBatch, MaxInputBytesPerBatch, MaxItemsPerBatchPath, "
                    + "MaxInputBytesPerBatchPath] at /States/M/ItemBatcher"
            ),
            (
                ["ItemBatcher": ["MaxInputBytesPerBatch": 262_145]],
                "Value must be between 1 and 262144 at /States/M/ItemBatcher/MaxInputBytesPerBatch"
            ),
            (
                ["ResultWriter": [:]],
                "One of these fields is required: [Resource, WriterConfig] at /States/M/ResultWriter"
            ),
            (
                ["ResultWriter": ["WriterConfig": ["Transformation": "ZIP"]]],
                "The field 'Transformation' should have one of these values: [NONE, COMPACT, FLATTEN] at "
                    + "/States/M/ResultWriter/WriterConfig/Transformation"
            ),
            (["Label": "a b"], "A label must not contain ' ' at /States/M/Label"),
            (["Label": ""], "A label must have 1 to 40 characters at /States/M/Label"),
        ] as [(JSONObject, String)]
    )
    func faultIsReported(_ fields: JSONObject, _ fault: String) {
        #expect(faults(Self.map(fields)) == [fault])
    }

    @Test func jsonataHasArgumentsAndExpressions() {
        let fields: JSONObject = [
            "ItemReader": [
                "Resource": Self.get, "Arguments": ["Bucket": "{% $b %}"],
                "ReaderConfig": ["InputType": "JSON", "MaxItems": "{% $maxItems %}"],
            ]
        ]
        #expect(faults(Self.map(fields, "JSONata")) == [])
    }

    @Test func aLabelIsUniqueInTheMachine() {
        let inner: JSONValue = [
            "Type": "Map", "End": true, "Label": "l",
            "ItemProcessor": [
                "ProcessorConfig": ["Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"], "StartAt": "Q",
                "States": ["Q": ["Type": "Pass", "End": true]],
            ],
        ]
        let outer: JSONObject = [
            "Label": "l",
            "ItemProcessor": [
                "ProcessorConfig": ["Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"], "StartAt": "N",
                "States": ["N": inner],
            ],
        ]
        #expect(
            StateMachine.diagnose(Self.map(outer)).diagnostics.map(\.code) == ["DUPLICATE_LABEL_NAME"]
        )
    }
}
