import StepAWS
import StepJSON
import Testing

@Suite struct QueryProtocolTests {
    private let wire = QueryProtocol(dialect: .query)

    private func form(_ action: String, _ parameters: JSONObject) throws -> String {
        let model = try ModelFixture.model()
        let request = try wire.request(for: model.operation(action), of: model, parameters: parameters)
        #expect(request.method == "POST")
        #expect(request.path == "/")
        return String(decoding: request.body, as: UTF8.self)
    }

    private func result(_ action: String, _ body: String) throws -> JSONValue {
        let model = try ModelFixture.model()
        let response = HTTPResponse(statusCode: 200, body: Array(body.utf8))
        return .object(try wire.result(of: model.operation(action), of: model, from: response))
    }

    @Test func writesStructuresListsMapsAndScalars() throws {
        let form = try form(
            "createDBSnapshot",
            [
                "DBInstanceIdentifier": "db 1", "DBSnapshotIdentifier": "a/b&c",
                "Tags": [["Key": "k", "Value": "é"], ["Key": "l"]],
                "Options": ["x": "1"], "Since": 1_422_172_800, "Secret": "value", "Attempts": 3, "Ratio": "NaN",
            ]
        )
        #expect(
            form
                == "Action=CreateDBSnapshot&Version=2014-10-31&DBSnapshotIdentifier=a%2Fb%26c&DBInstanceIdentifier=db+1"
                + "&Tags.Tag.1.Key=k&Tags.Tag.1.Value=%C3%A9&Tags.Tag.2.Key=l"
                + "&Options.entry.1.key=x&Options.entry.1.value=1&Since=2015-01-25T08%3A00%3A00Z&Secret=dmFsdWU%3D"
                + "&Attempts=3&Ratio=NaN"
        )
    }

    @Test func flattensListsUnderTheRightName() throws {
        #expect(try form("listen", ["Names": ["a", "b"]]).hasSuffix("&Name.1=a&Name.2=b"))
        #expect(try form("listen", ["Renamed": ["a"]]).hasSuffix("&Hi.1=a"))
    }

    @Test func saysThatAListIsEmpty() throws {
        #expect(try form("createDBSnapshot", ["Tags": []]).hasSuffix("&Tags="))
    }

    @Test func writesEC2sDialect() throws {
        let model = try ModelFixture.model()
        let request = try QueryProtocol(dialect: .ec2).request(
            for: model.operation("createDBSnapshot"),
            of: model,
            parameters: ["Tags": [["Key": "k"]], "Options": [:]]
        )
        #expect(String(decoding: request.body, as: UTF8.self).hasSuffix("2014-10-31&Tags.1.Key=k"))
        let empty = try QueryProtocol(dialect: .ec2).request(
            for: model.operation("createDBSnapshot"),
            of: model,
            parameters: ["Tags": []]
        )
        #expect(!String(decoding: empty.body, as: UTF8.self).contains("Tags"))
    }

    @Test func readsAResult() throws {
        let value = try result(
            "describeDBSnapshots",
            """
            <DescribeDBSnapshotsResponse xmlns="http://rds.amazonaws.com/doc/2014-10-31/"><DescribeDBSnapshotsResult>
             <DBSnapshots><DBSnapshot><DBSnapshotIdentifier>a &amp; b</DBSnapshotIdentifier>
              <SnapshotCreateTime>2026-01-01T00:00:00.25Z</SnapshotCreateTime>
              <AllocatedStorage>20</AllocatedStorage><Encrypted>false</Encrypted><TagList/>
              <Options><entry><key>k</key><value>v</value></entry></Options><Unknown>1</Unknown>
             </DBSnapshot></DBSnapshots></DescribeDBSnapshotsResult>
             <ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></DescribeDBSnapshotsResponse>
            """
        )
        #expect(
            value == [
                "DBSnapshots": [
                    [
                        "DBSnapshotIdentifier": "a & b", "SnapshotCreateTime": 1_767_225_600.25,
                        "AllocatedStorage": 20, "Encrypted": false, "TagList": [], "Options": ["k": "v"],
                    ]
                ]
            ]
        )
    }

    @Test func refusesAnAnswerThatIsNotTheModels() {
        #expect(throws: WireError.self) { try result("describeDBSnapshots", "not XML") }
        #expect(throws: WireError.self) {
            try result(
                "createDBSnapshot",
                "<R><CreateDBSnapshotResult><DBSnapshot><AllocatedStorage>x</AllocatedStorage></DBSnapshot>"
                    + "</CreateDBSnapshotResult></R>"
            )
        }
    }

    @Test func readsAnError() throws {
        let model = try ModelFixture.model()
        let body = """
            <ErrorResponse><Error><Type>Sender</Type><Code>DBSnapshotAlreadyExists</Code><Message>There is one.</Message>
            </Error><RequestId>req-1</RequestId></ErrorResponse>
            """
        let response = HTTPResponse(statusCode: 400, body: Array(body.utf8))
        let fault = wire.fault(of: try model.operation("createDBSnapshot"), of: model, from: response)
        #expect(fault.code == "DBSnapshotAlreadyExists")
        #expect(fault.shapeName == "DBSnapshotAlreadyExistsFault")
        #expect(fault.message == "There is one.")
        #expect(fault.requestID == "req-1")
    }

    @Test func namesAnErrorPageByItsStatus() throws {
        let model = try ModelFixture.model()
        let response = HTTPResponse(
            statusCode: 503,
            fields: [HTTPField("X-Amzn-RequestId", "h")],
            body: Array("<html><br></html>".utf8)
        )
        let fault = wire.fault(of: try model.operation("createDBSnapshot"), of: model, from: response)
        #expect(fault.code == "503")
        #expect(fault.shapeName == nil)
        #expect(fault.requestID == "h")
    }

    @Test func putsLabelsIntoTheHost() throws {
        let model = try ServiceModel(
            metadata: ["protocol": "query", "apiVersion": "1", "endpointPrefix": "x"],
            operations: [
                "Do": [
                    "http": ["method": "POST", "requestUri": "/"], "input": ["shape": "In"],
                    "endpoint": ["hostPrefix": "a-{Name}."],
                ]
            ],
            shapes: [
                "In": ["type": "structure", "members": ["Name": ["shape": "S", "hostLabel": true]]],
                "S": ["type": "string"],
            ]
        )
        let operation = try model.operation("do")
        #expect(try wire.request(for: operation, of: model, parameters: ["Name": "b"]).hostPrefix == "a-b.")
        #expect(throws: WireError.self) {
            try wire.request(for: operation, of: model, parameters: ["Name": "b.evil.example/"])
        }
    }

    @Test func refusesAnUnknownProtocol() throws {
        let metadata = ServiceMetadata(["protocol": "smoke-signals", "endpointPrefix": "x"])
        #expect(throws: WireError.self) { try WireProtocols.preferred(by: metadata) }
    }
}
