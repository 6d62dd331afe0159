import StepAWS
import StepJSON
import Testing

@Suite struct StateSpellingTests {
    private func parameters(_ action: String, _ value: JSONValue) throws -> JSONValue {
        let model = try ModelFixture.model()
        return .object(try StateSpelling.parameters(value, of: model.operation(action), model))
    }

    private func problem(_ action: String, _ value: JSONValue) throws -> String {
        let error = #expect(throws: WireError.self) { try parameters(action, value) }
        #expect(error?.code == .invalidParameter)
        return error?.message ?? ""
    }

    @Test(arguments: [
        ["DbInstanceIdentifier", "DbSnapshotIdentifier"], ["DBInstanceIdentifier", "DBSnapshotIdentifier"],
        ["dbInstanceIdentifier", "dbsnapshotidentifier"],
    ])
    func acceptsEverySpelling(names: [String]) throws {
        let value = try parameters("createDBSnapshot", [names[0]: "db", names[1]: "snap"] as JSONValue)
        #expect(value == ["DBInstanceIdentifier": "db", "DBSnapshotIdentifier": "snap"])
    }

    @Test func readsNestedMembersAndTimestamps() throws {
        let value = try parameters(
            "createDBSnapshot",
            [
                "DbInstanceIdentifier": "db", "DbSnapshotIdentifier": "s", "Tags": [["key": "a", "Value": "b"]],
                "Options": ["Key": "stays"], "Since": "2015-01-25T08:00:00Z", "Ratio": 1, "Secret": ["a": 1],
                "Attempts": nil,
            ]
        )
        #expect(
            value == [
                "DBSnapshotIdentifier": "s", "DBInstanceIdentifier": "db", "Tags": [["Key": "a", "Value": "b"]],
                "Options": ["Key": "stays"], "Since": 1_422_172_800, "Secret": "{\"a\":1}", "Ratio": 1,
            ]
        )
    }

    /// Recorded for the Input of startExecution.
    @Test func jsonWhereATextIsWantedIsWrittenAsOne() throws {
        let value = try parameters(
            "createDBSnapshot",
            ["DbSnapshotIdentifier": ["a": [1]], "DbInstanceIdentifier": []]
        )
        #expect(value == ["DBSnapshotIdentifier": #"{"a":[1]}"#, "DBInstanceIdentifier": "[]"])
    }

    @Test func namesAllThatIsWrongAtOnce() throws {
        let message = try problem(
            "createDBSnapshot",
            ["DbSnapshotIdentifer": "s", "Tags": [["Key": 1]], "Attempts": 1.5, "Since": "soon"]
        )
        #expect(message.hasPrefix("The Parameters '{\"DbSnapshotIdentifer\":\"s\","))
        #expect(
            message.contains("'DbSnapshotIdentifer' is not supported by Step Functions; did you mean 'DbSnapshotId")
        )
        #expect(message.contains("The value for the field 'Tags[0].Key' must be a STRING"))
        #expect(message.contains("The value for the field 'Attempts' must be an INTEGER"))
        #expect(message.contains("The value for the field 'Since' must be a TIMESTAMP"))
        // What is missing the service says.
        #expect(!message.contains("DbInstanceIdentifier"))
    }

    @Test func aBooleanMayBeWrittenAsText() throws {
        for (text, expected) in [("true", true), ("false", false)] {
            let value = try parameters("describeDBSnapshots", ["Encrypted": .string(text)])
            #expect(value == ["Encrypted": .bool(expected)])
        }
        #expect(try problem("describeDBSnapshots", ["Encrypted": "yes"]).contains("must be a BOOLEAN"))
    }

    /// Null is what is not known yet.
    @Test func looksAtParametersBeforeTheyAreKnown() throws {
        let model = try ModelFixture.model()
        let operation = try model.operation("createDBSnapshot")
        func problems(_ value: JSONValue) throws -> [String] {
            try StateSpelling.problems(value, of: operation, model).map { "\($0.kind) \($0.place)" }
        }
        let ids: JSONValue = ["DbInstanceIdentifier": nil, "DbSnapshotIdentifier": nil]
        #expect(try problems(ids) == [])
        #expect(try problems(nil) == [])
        #expect(try problems(["DbInstanceIdentifier": nil]) == ["missing DbSnapshotIdentifier"])
        let tags: JSONValue = [nil, ["Key": 1], ["Keys": nil]]
        let given: JSONValue = ["DbInstanceIdentifier": nil, "DbSnapshotIdentifier": "s", "Tags": tags]
        #expect(try problems(given) == ["wrongType Tags[1].Key", "unsupported Tags[2].Keys"])
    }

    @Test func refusesParametersOfAnOperationWithout() throws {
        #expect(try problem("listThings", ["A": 1]).contains("'A' is not supported"))
        #expect(try parameters("listThings", [:]) == [:])
        #expect(try problem("listThings", "text").contains("must be an OBJECT"))
    }

    @Test func spellsResultsAsStepFunctionsDoes() throws {
        let model = try ModelFixture.model()
        let result = try StateSpelling.result(
            [
                "DBSnapshots": [
                    [
                        "DBSnapshotIdentifier": "s", "SnapshotCreateTime": 1_767_225_600.25, "Options": ["DBKey": "v"],
                        "TagList": [],
                    ]
                ]
            ],
            of: model.operation("describeDBSnapshots"),
            model
        )
        #expect(
            result == [
                "DbSnapshots": [
                    [
                        "DbSnapshotIdentifier": "s", "SnapshotCreateTime": "2026-01-01T00:00:00.250Z",
                        "Options": ["DBKey": "v"], "TagList": [],
                    ]
                ]
            ]
        )
    }

    @Test func fillsIdempotencyTokensThatAreNotGiven() throws {
        let model = try ModelFixture.model()
        let operation = try model.operation("listen")
        #expect(try IdempotencyToken.filled([:], with: "t", of: operation, model) == ["ClientToken": "t"])
        let own = try IdempotencyToken.filled(["ClientToken": "own"], with: "t", of: operation, model)
        #expect(own == ["ClientToken": "own"])
    }
}
