import StepAWS
import StepJSON
import Testing

@Suite struct ServiceModelTests {
    @Test func readsTheMetadata() throws {
        let metadata = try ModelFixture.model().metadata
        #expect(metadata.serviceID == "RDS")
        #expect(metadata.serviceName == "rds")
        #expect(metadata.errorPrefix == "Rds")
        #expect(metadata.signingName == "rds")
        #expect(metadata.protocols == ["query"])
    }

    @Test(arguments: ["createDBSnapshot", "CreateDBSnapshot", "createDbSnapshot"])
    func findsAnOperationByAnySpelling(action: String) throws {
        let operation = try ModelFixture.model().operation(action)
        #expect(operation.name == "CreateDBSnapshot")
        #expect(operation.actionName == "createDBSnapshot")
        #expect(!operation.isReadOnly)
        #expect(operation.resultWrapper == "CreateDBSnapshotResult")
    }

    @Test func suggestsAnOperation() throws {
        let model = try ModelFixture.model()
        let error = #expect(throws: ModelError.self) { try model.operation("createDBSnapshots") }
        #expect(error?.code == .unknownOperation)
        #expect(error?.suggestions.first == "createDBSnapshot")
    }

    @Test func tellsWhatOnlyReadsByTheVerb() throws {
        let model = try ModelFixture.model()
        #expect(try model.operation("describeDBSnapshots").isReadOnly)
        #expect(try model.operation("listThings").isReadOnly)
        #expect(try !model.operation("listen").isReadOnly)
        #expect(try model.operation("listThings").isUnsigned)
    }

    @Test func describesInputMembers() throws {
        let model = try ModelFixture.model()
        let members = try model.inputMembers(of: model.operation("createDBSnapshot"))
        #expect(members.prefix(2).map(\.name) == ["DBSnapshotIdentifier", "DBInstanceIdentifier"])
        #expect(members.prefix(2).map(\.stateName) == ["DbSnapshotIdentifier", "DbInstanceIdentifier"])
        #expect(members.map(\.isRequired) == [true, true, false, false, false, false, false, false])
        #expect(try model.idempotencyTokens(of: model.operation("listen")) == ["ClientToken"])
    }

    @Test(arguments: [
        "Rds.DbSnapshotAlreadyExistsException", "DBSnapshotAlreadyExistsFault", "DBSnapshotAlreadyExists",
        "DbSnapshotAlreadyExistsException",
    ])
    func knowsAnErrorByAllItsNames(name: String) throws {
        let model = try ModelFixture.model()
        let operation = try model.operation("createDBSnapshot")
        #expect(try model.errorName(spelled: name, of: operation) == "Rds.DbSnapshotAlreadyExistsException")
        #expect(try model.errorName(spelled: "Rds.Other", of: operation) == nil)
    }

    @Test func findsErrorShapesByTheWiresCode() throws {
        let model = try ModelFixture.model()
        let operation = try model.operation("createDBSnapshot")
        #expect(
            try model.errorShape(code: "DBSnapshotAlreadyExists", of: operation)?.name == "DBSnapshotAlreadyExistsFault"
        )
        #expect(try model.errorShape(code: "Quota", of: operation)?.name == "QuotaFault")
        #expect(try model.errorShape(code: "Throttling", of: operation) == nil)
    }

    @Test func refusesABrokenModel() {
        #expect(throws: ModelError.self) { try ServiceModel(bytes: Array("{\"metadata\": {".utf8)) }
        #expect(throws: ModelError.self) { try ServiceModel(bytes: Array("{}".utf8)) }
        #expect(throws: ModelError.self) { try ServiceModel(bytes: Array("[1]".utf8)) }
    }

    @Test func namesAShapeThatIsNotThere() throws {
        let model = try ServiceModel(
            metadata: ["endpointPrefix": "x"],
            operations: [
                "Do": ["http": ["method": "POST", "requestUri": "/"], "input": ["shape": "Missing"]]
            ],
            shapes: [:]
        )
        let error = #expect(throws: ModelError.self) { try model.inputMembers(of: model.operation("do")) }
        #expect(error?.code == .malformed)
        #expect(error?.message.contains("Missing") == true)
    }
}
