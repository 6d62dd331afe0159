import StepAWS
import StepJSON
import Testing

@Suite struct RestProtocolTests {
    /// One operation with every kind of binding, in the format that is wanted.
    private func model(_ format: String) throws -> (ServiceModel, StepAWS.Operation) {
        let model = try ServiceModel(
            metadata: [
                "protocol": .string(format), "serviceId": "Things", "endpointPrefix": "things", "apiVersion": "1",
            ],
            operations: [
                "PutThing": [
                    "http": ["method": "PUT", "requestUri": "/things/{Name}/{Key+}?fixed"],
                    "input": ["shape": "In", "locationName": "Request", "xmlNamespace": ["uri": "urn:things"]],
                    "output": ["shape": "Out"], "errors": [["shape": "NoSuchThing"]],
                ]
            ],
            shapes: [
                "In": [
                    "type": "structure",
                    "members": [
                        "Name": ["shape": "S", "location": "uri", "locationName": "Name"],
                        "Key": ["shape": "S", "location": "uri", "locationName": "Key"],
                        "Limit": ["shape": "I", "location": "querystring", "locationName": "max"],
                        "Filters": ["shape": "L", "location": "querystring", "locationName": "filter"],
                        "Labels": ["shape": "L", "location": "header", "locationName": "x-labels"],
                        "Extra": ["shape": "M", "location": "headers", "locationName": "x-meta-"],
                        "Title": ["shape": "S", "locationName": "title"], "Tags": ["shape": "L"],
                        "Since": ["shape": "T"],
                    ],
                ],
                "Out": [
                    "type": "structure",
                    "members": [
                        "Code": ["shape": "I", "location": "statusCode"],
                        "Extra": ["shape": "M", "location": "headers", "locationName": "x-meta-"],
                        "Labels": ["shape": "L", "location": "header", "locationName": "x-labels"],
                        "Title": ["shape": "S", "locationName": "title"], "Tags": ["shape": "L"],
                    ],
                ],
                "NoSuchThing": ["type": "structure", "exception": true, "members": ["Message": ["shape": "S"]]],
                "S": ["type": "string"], "I": ["type": "integer"], "T": ["type": "timestamp"],
                "L": ["type": "list", "member": ["shape": "S"]],
                "M": ["type": "map", "key": ["shape": "S"], "value": ["shape": "S"]],
            ]
        )
        return (model, try model.operation("putThing"))
    }

    private static let parameters: JSONObject = [
        "Name": "a b/c", "Key": "x/é", "Limit": 5, "Filters": ["one", "t&o"], "Labels": ["a,b", "c"],
        "Extra": ["owner": "me"], "Title": "<T> & co", "Tags": ["p", "q"], "Since": 0,
    ]

    @Test(arguments: ["rest-json", "rest-xml"]) func bindsParametersToTheHeadOfTheRequest(_ format: String) throws {
        let (model, operation) = try model(format)
        let wire = try WireProtocols.preferred(by: model.metadata)
        let request = try wire.request(for: operation, of: model, parameters: Self.parameters)
        #expect(request.method == "PUT")
        #expect(request.path == "/things/a%20b%2Fc/x/%C3%A9")
        #expect(request.query == "fixed&max=5&filter=one&filter=t%26o")
        #expect(request.fields["x-labels"] == #""a,b", c"#)
        #expect(request.fields["x-meta-owner"] == "me")
    }

    @Test func writesTheRestAsJSON() throws {
        let (model, operation) = try model("rest-json")
        let request = try RestProtocol(.json).request(for: operation, of: model, parameters: Self.parameters)
        #expect(request.fields["Content-Type"] == "application/json")
        #expect(String(decoding: request.body, as: UTF8.self) == #"{"title":"<T> & co","Tags":["p","q"],"Since":0}"#)
    }

    @Test func writesTheRestAsXML() throws {
        let (model, operation) = try model("rest-xml")
        let request = try RestProtocol(.xml).request(for: operation, of: model, parameters: Self.parameters)
        #expect(request.fields["Content-Type"] == "application/xml")
        #expect(
            String(decoding: request.body, as: UTF8.self)
                == "<Request xmlns=\"urn:things\"><title>&lt;T&gt; &amp; co</title><Tags><member>p</member>"
                + "<member>q</member></Tags><Since>1970-01-01T00:00:00Z</Since></Request>"
        )
    }

    @Test(arguments: [
        ("rest-json", #"{"title":"T","Tags":["p"]}"#),
        ("rest-xml", "<Out><title>T</title><Tags><member>p</member></Tags></Out>"),
    ]) func readsTheResultFromHeadAndBody(_ format: String, _ body: String) throws {
        let (model, operation) = try model(format)
        let response = HTTPResponse(
            statusCode: 201,
            fields: [HTTPField("X-Meta-owner", "me"), HTTPField("x-labels", #""a,b" , c"#)],
            body: Array(body.utf8)
        )
        let result = try WireProtocols.preferred(by: model.metadata).result(of: operation, of: model, from: response)
        #expect(
            result == ["Code": 201, "Extra": ["owner": "me"], "Labels": ["a,b", "c"], "Title": "T", "Tags": ["p"]]
        )
    }

    @Test(arguments: [
        ("rest-json", "NoSuchThing:http://internal/", #"{"message":"none"}"#),
        ("rest-xml", nil, "<Error><Code>NoSuchThing</Code><Message>none</Message><RequestId>r1</RequestId></Error>"),
        (
            "rest-xml", nil,
            "<ErrorResponse><Error><Code>NoSuchThing</Code><Message>none</Message></Error></ErrorResponse>"
        ),
    ]) func namesTheError(_ format: String, _ type: String?, _ body: String) throws {
        let (model, operation) = try model(format)
        let fields = type.map { [HTTPField("x-amzn-ErrorType", $0)] } ?? []
        let response = HTTPResponse(statusCode: 404, fields: fields, body: Array(body.utf8))
        let fault = try WireProtocols.preferred(by: model.metadata).fault(of: operation, of: model, from: response)
        #expect(fault.code == "NoSuchThing")
        #expect(fault.shapeName == "NoSuchThing")
        #expect(fault.message == "none")
    }

    /// As the SDK for Java has it; an answer of another status, or of another service, says nothing.
    @Test(arguments: [("S3", 404, "NoSuchBucket"), ("S3", 403, nil), ("Things", 404, nil)])
    func missingBucketHasItsNameWithoutADocument(serviceID: String, status: Int, shape: String?) throws {
        let model = try ServiceModel(
            metadata: ["protocol": "rest-xml", "serviceId": .string(serviceID), "endpointPrefix": "s3"],
            operations: [
                "HeadBucket": [
                    "http": ["method": "HEAD", "requestUri": "/"], "errors": [["shape": "NoSuchBucket"]],
                ]
            ],
            shapes: [
                "NoSuchBucket": [
                    "type": "structure", "members": [:], "exception": true, "error": ["httpStatusCode": 404],
                ]
            ]
        )
        let wire = try WireProtocols.preferred(by: model.metadata)
        let response = HTTPResponse(statusCode: status, fields: [], body: [])
        let fault = wire.fault(of: try model.operation("HeadBucket"), of: model, from: response)
        #expect(fault.shapeName == shape)
        #expect(fault.code == shape ?? String(status))
    }

    @Test func refusesAnEmptyLabel() throws {
        let (model, operation) = try model("rest-json")
        #expect(throws: WireError.self) {
            try RestProtocol(.json).request(for: operation, of: model, parameters: ["Name": "", "Key": "k"])
        }
    }

    @Test(arguments: ["{", "[1,2", "<Out><title>", "<a/><b/>", ""]) func brokenAnswersAreErrors(_ body: String) throws {
        for format in ["rest-json", "rest-xml"] {
            let (model, operation) = try model(format)
            let response = HTTPResponse(statusCode: 200, body: Array(body.utf8))
            let wire = try WireProtocols.preferred(by: model.metadata)
            guard !body.isEmpty else {
                #expect(try wire.result(of: operation, of: model, from: response)["Code"] == 200)
                continue
            }
            #expect(throws: WireError.self) { try wire.result(of: operation, of: model, from: response) }
        }
    }
}
