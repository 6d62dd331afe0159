package import StepJSON

/// AWS's partitions: separate clouds with regions and domain names of their own.
///
/// Source: botocore's `partitions.json`, which is Smithy's file of that name.
package struct Partitions: Sendable {
    private let all: [JSONValue]

    /// Takes the contents of `partitions.json`.
    package init(_ file: JSONValue) { all = file["partitions"]?.arrayValue ?? [] }

    /// What endpoint rules are told of a region's partition: `name`, `dnsSuffix`, `supportsFIPS`, ….
    ///
    /// The partition that lists the region, else the one whose pattern it fits, else `aws`; nil only without any
    /// partitions ("aws.partition function", Smithy, AWS rules engine library functions).
    package func outputs(region: String) -> JSONValue? {
        let partition =
            all.first { $0["regions"]?[region] != nil }
            ?? all.first { Self.fits(region, $0["regionRegex"]?.stringValue) }
            ?? all.first { $0["id"] == "aws" }
        guard let partition, var outputs = partition["outputs"]?.objectValue else { return nil }
        for (name, value) in partition["regions"]?[region]?.objectValue ?? JSONObject() { outputs[name] = value }
        if outputs["name"] == nil { outputs["name"] = partition["id"] }
        return .object(outputs)
    }

    private static func fits(_ region: String, _ pattern: String?) -> Bool {
        guard let pattern, let expression = try? Regex(pattern) else { return false }
        return (try? expression.wholeMatch(in: region)) != nil
    }
}
