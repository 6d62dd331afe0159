import StepAWS
import StepJSON
import Testing

@Suite struct JSONProtocolTests {
    private let wire = JSONProtocol()

    private func model(isQueryCompatible: Bool = false) throws -> ServiceModel {
        var metadata: JSONObject = [
            "protocol": "json", "jsonVersion": "1.1", "targetPrefix": "Things_2020", "endpointPrefix": "x",
            "serviceId": "Things",
        ]
        if isQueryCompatible { metadata["awsQueryCompatible"] = [:] }
        return try ServiceModel(
            metadata: .object(metadata),
            operations: [
                "Put": [
                    "http": ["method": "POST", "requestUri": "/"], "input": ["shape": "Thing"],
                    "output": ["shape": "Thing"], "errors": [["shape": "BadThing"]],
                ],
                "Ping": ["http": ["method": "POST", "requestUri": "/"]],
            ],
            shapes: [
                "Thing": [
                    "type": "structure",
                    "members": [
                        "name": ["shape": "S"], "at": ["shape": "T"],
                        "iso": ["shape": "T", "timestampFormat": "iso8601"],
                        "data": ["shape": "B"], "things": ["shape": "L"], "byKey": ["shape": "M"],
                        "free": ["shape": "D"], "count": ["shape": "I"],
                    ],
                ],
                "BadThing": ["type": "structure", "exception": true, "members": ["message": ["shape": "S"]]],
                "L": ["type": "list", "member": ["shape": "Thing"]],
                "M": ["type": "map", "key": ["shape": "S"], "value": ["shape": "B"]],
                "D": ["type": "structure", "document": true, "members": [:]],
                "S": ["type": "string"], "T": ["type": "timestamp"], "B": ["type": "blob"], "I": ["type": "integer"],
            ]
        )
    }

    private let values: JSONObject = [
        "name": "n", "at": 1_422_172_800.5, "iso": 1_422_172_800, "data": "foo", "things": [["count": 1]],
        "byKey": ["k": "foo"], "free": ["Any": [1, nil]],
    ]
    private let written: JSONValue = [
        "name": "n", "at": 1_422_172_800.5, "iso": "2015-01-25T08:00:00Z", "data": "Zm9v", "things": [["count": 1]],
        "byKey": ["k": "Zm9v"], "free": ["Any": [1, nil]],
    ]

    @Test func writesARequest() throws {
        let model = try model()
        let request = try wire.request(for: model.operation("put"), of: model, parameters: values)
        #expect(request.fields["Content-Type"] == "application/x-amz-json-1.1")
        #expect(request.fields["X-Amz-Target"] == "Things_2020.Put")
        #expect(request.fields["x-amzn-query-mode"] == nil)
        #expect(try JSONParser.parse(bytes: request.body) == written)
        let empty = try wire.request(for: model.operation("ping"), of: model, parameters: [:])
        #expect(empty.body == Array("{}".utf8))
    }

    @Test func readsAResult() throws {
        let model = try model()
        let operation = try model.operation("put")
        let response = HTTPResponse(statusCode: 200, body: JSONWriter.bytes(of: written))
        #expect(try wire.result(of: operation, of: model, from: response) == values)
        let sparse = HTTPResponse(statusCode: 200, body: Array("{\"name\":null,\"other\":1,\"things\":[null]}".utf8))
        #expect(try wire.result(of: operation, of: model, from: sparse) == ["things": [nil]])
        #expect(try wire.result(of: operation, of: model, from: HTTPResponse(statusCode: 200)) == [:])
        for body in ["[", "{\"things\":{}}", "{\"data\":\"!\"}"] {
            let broken = HTTPResponse(statusCode: 200, body: Array(body.utf8))
            #expect(throws: WireError.self) { try wire.result(of: operation, of: model, from: broken) }
        }
    }

    @Test(arguments: ["BadThing", "aws.things#BadThing", "aws.things#BadThing:http://internal.example/"])
    func readsAnError(type: String) throws {
        let model = try model()
        let response = HTTPResponse(
            statusCode: 400,
            fields: [HTTPField("x-amzn-RequestId", "r")],
            body: Array("{\"__type\":\"\(type)\",\"message\":\"no\"}".utf8)
        )
        let fault = wire.fault(of: try model.operation("put"), of: model, from: response)
        #expect(fault.code == "BadThing")
        #expect(fault.shapeName == "BadThing")
        #expect(fault.message == "no")
        #expect(fault.requestID == "r")
        #expect(fault.fields == ["message": "no"])
    }

    @Test func namesAnErrorByItsOldCode() throws {
        let model = try model(isQueryCompatible: true)
        let operation = try model.operation("put")
        #expect(try wire.request(for: operation, of: model, parameters: [:]).fields["x-amzn-query-mode"] == "true")
        let response = HTTPResponse(
            statusCode: 400,
            fields: [HTTPField("x-amzn-query-error", "Old.Code;Sender")],
            body: Array("{\"__type\":\"BadThing\"}".utf8)
        )
        let fault = wire.fault(of: operation, of: model, from: response)
        #expect(fault.code == "Old.Code")
        #expect(fault.shapeName == "BadThing")
        let page = HTTPResponse(statusCode: 502, body: Array("<html>".utf8))
        #expect(wire.fault(of: operation, of: model, from: page).code == "502")
    }
}
