/// The types of states, and which fields each has (states-language.net, "State types"; AWS, "Workflow states").
enum StateType: String, CaseIterable {
    case task = "Task"
    case wait = "Wait"
    case pass = "Pass"
    case succeed = "Succeed"
    case fail = "Fail"
    case choice = "Choice"
    case parallel = "Parallel"
    case map = "Map"

    /// Whether work is done, so that `$states.result` has a value afterwards.
    var hasResult: Bool { self == .task || self == .parallel || self == .map }

    private static let commonFields: Set<String> = ["Type", "Comment", "QueryLanguage"]

    /// The fields that a state of this type may have in `language`.
    func fields(in language: QueryLanguage) -> Set<String> {
        (language == .jsonata ? Self.fieldsOfJSONata : Self.fieldsOfJSONPath)[self] ?? []
    }

    // Made once: a definition may have thousands of states.
    private static let fieldsOfJSONPath = allFields { $0.jsonPathFields }
    private static let fieldsOfJSONata = allFields { $0.jsonataFields }

    private static func allFields(own: (StateType) -> Set<String>) -> [StateType: Set<String>] {
        Dictionary(
            uniqueKeysWithValues: allCases.map { ($0, commonFields.union($0.sharedFields).union(own($0))) }
        )
    }

    /// Fields that mean the same in both languages.
    private var sharedFields: Set<String> {
        switch self {
        case .task:
            [
                "Resource", "Next", "End", "Retry", "Catch", "TimeoutSeconds", "HeartbeatSeconds", "Credentials",
                "Assign",
            ]
        case .wait: ["Seconds", "Timestamp", "Next", "End", "Assign"]
        case .pass: ["Next", "End", "Assign"]
        case .succeed: []
        case .fail: ["Error", "Cause"]
        case .choice: ["Choices", "Default", "Assign"]
        case .parallel: ["Branches", "Next", "End", "Retry", "Catch", "Assign"]
        case .map:
            [
                "ItemProcessor", "Iterator", "ItemSelector", "MaxConcurrency", "Next", "End", "Retry", "Catch",
                "Assign", "ItemReader", "ItemBatcher", "ResultWriter", "ToleratedFailureCount",
                "ToleratedFailurePercentage", "Label",
            ]
        }
    }

    private var jsonPathFields: Set<String> {
        switch self {
        case .task:
            [
                "InputPath", "Parameters", "ResultSelector", "ResultPath", "OutputPath", "TimeoutSecondsPath",
                "HeartbeatSecondsPath",
            ]
        case .wait: ["SecondsPath", "TimestampPath", "InputPath", "OutputPath"]
        case .pass: ["InputPath", "Parameters", "Result", "ResultPath", "OutputPath"]
        case .succeed, .choice: ["InputPath", "OutputPath"]
        case .fail: ["ErrorPath", "CausePath"]
        case .parallel: ["InputPath", "Parameters", "ResultSelector", "ResultPath", "OutputPath"]
        case .map:
            [
                "InputPath", "Parameters", "ResultSelector", "ResultPath", "OutputPath", "ItemsPath",
                "MaxConcurrencyPath", "ToleratedFailureCountPath", "ToleratedFailurePercentagePath",
            ]
        }
    }

    private var jsonataFields: Set<String> {
        switch self {
        case .task, .parallel: ["Arguments", "Output"]
        case .wait, .pass, .succeed, .choice: ["Output"]
        case .fail: []
        case .map: ["Items", "Output"]
        }
    }
}
