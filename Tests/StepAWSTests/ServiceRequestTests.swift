import StepAWS
import StepJSON
import Testing

/// What is added to a request beyond its protocol.
@Suite struct ServiceRequestTests {
    private func request(
        _ operation: JSONValue,
        _ parameters: JSONObject,
        streamType: String? = nil
    ) throws -> HTTPRequest {
        let model = try ServiceModel(
            metadata: ["protocol": "rest-xml", "serviceId": "S3", "endpointPrefix": "s3", "apiVersion": "2006-03-01"],
            operations: ["PutObject": operation],
            shapes: [
                "In": [
                    "type": "structure", "payload": "Body",
                    "members": [
                        "Body": ["shape": "B", "streaming": true],
                        "ContentType": ["shape": "S", "location": "header", "locationName": "Content-Type"],
                        "ChecksumAlgorithm": [
                            "shape": "S", "location": "header", "locationName": "x-amz-sdk-checksum-algorithm",
                        ],
                        "ChecksumSHA256": [
                            "shape": "S", "location": "header", "locationName": "x-amz-checksum-sha256",
                        ],
                    ],
                ],
                "B": ["type": "blob"], "S": ["type": "string"],
            ]
        )
        return try ServiceRequest.make(
            for: try model.operation("putObject"),
            of: model,
            parameters: parameters,
            idempotencyToken: "t",
            streamType: streamType
        )
    }

    private static let operation: JSONValue = [
        "http": ["method": "PUT", "requestUri": "/k"], "input": ["shape": "In"],
        "httpChecksum": ["requestAlgorithmMember": "ChecksumAlgorithm", "requestChecksumRequired": false],
    ]

    /// The check value of each algorithm, of the text `123456789`.
    @Test(arguments: [
        (nil, "x-amz-checksum-crc32", "y/Q5Jg=="), ("CRC32C", "x-amz-checksum-crc32c", "4waSgw=="),
        ("CRC64NVME", "x-amz-checksum-crc64nvme", "rosUhgp5mIg="),
        ("SHA1", "x-amz-checksum-sha1", "98O8HYCOBHMq32eZZczDTKeuNEE="),
    ]) func bodyHasAChecksum(_ algorithm: String?, _ name: String, _ value: String) throws {
        var parameters: JSONObject = ["Body": "123456789"]
        parameters["ChecksumAlgorithm"] = algorithm.map { .string($0) }
        let request = try request(Self.operation, parameters)
        #expect(request.fields[name] == value)
        #expect(request.fields["x-amz-sdk-checksum-algorithm"] == algorithm ?? "CRC32")
    }

    @Test func checksumOfTheCallerHolds() throws {
        let request = try request(Self.operation, ["Body": "1", "ChecksumSHA256": "own"])
        #expect(request.fields["x-amz-checksum-sha256"] == "own")
        #expect(request.fields["x-amz-checksum-crc32"] == nil)
    }

    @Test func streamIsOfTheTypeThatIsSaid() throws {
        let plain = try request(Self.operation, ["Body": "1"], streamType: "text/plain")
        #expect(plain.fields["Content-Type"] == "text/plain")
        let own = try request(Self.operation, ["Body": "1", "ContentType": "text/csv"], streamType: "text/plain")
        #expect(own.fields["Content-Type"] == "text/csv")
        #expect(try request(Self.operation, ["Body": "1"]).fields["Content-Type"] == "application/octet-stream")
    }
}
