import StepAWS
import Testing

/// The values are those of AWS's Signature Version 4 test suite.
@Suite struct SignatureV4Tests {
    private let emptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

    private func signer(sessionToken: String? = nil, service: String = "service") -> SignatureV4 {
        SignatureV4(
            credentials: AWSCredentials(
                accessKeyID: "AKIDEXAMPLE",
                secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
                sessionToken: sessionToken
            ),
            region: "us-east-1",
            service: service
        )
    }

    /// 2015-08-30T12:36:00Z, the suite's instant.
    private let epochSeconds = 1_440_938_160.0

    private func signature(_ request: HTTPRequest, sessionToken: String? = nil) throws -> SignatureV4.Authorization {
        let signed = signer(sessionToken: sessionToken).signed(request, host: "example.amazonaws.com", at: epochSeconds)
        #expect(signed.fields["X-Amz-Date"] == "20150830T123600Z")
        return try #require(SignatureV4.Authorization(signed.fields["Authorization"] ?? ""))
    }

    @Test(arguments: [
        ("GET", "/", "", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
        ("GET", "/example/..", "", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
        ("GET", "//example//", "", "9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84"),
        ("GET", "/example space/", "", "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741"),
        ("GET", "/", "ሴ=bar", "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04"),
        ("POST", "/", "", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"),
        ("POST", "/", "Param1=value1", "28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11"),
    ])
    func signsAsTheSuiteDoes(method: String, path: String, query: String, expected: String) throws {
        let authorization = try signature(HTTPRequest(method: method, path: path, query: query))
        #expect(authorization.signature == expected)
        #expect(authorization.signedHeaders == ["host", "x-amz-date"])
    }

    @Test func signsTheBodyAndItsType() throws {
        let request = HTTPRequest(
            method: "POST",
            fields: [HTTPField("Content-Type", "application/x-www-form-urlencoded")],
            body: Array("Param1=value1".utf8)
        )
        let expected = "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"
        #expect(try signature(request).signature == expected)
    }

    @Test func signsTheSessionToken() throws {
        let authorization = try signature(
            HTTPRequest(method: "GET"),
            sessionToken: "6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267"
        )
        #expect(authorization.signedHeaders == ["host", "x-amz-date", "x-amz-security-token"])
        #expect(authorization.signature == "07ec1639c89043aa0e3e2de82b96708f198cceab042d4a97044c66dd9f74e7f8")
    }

    @Test func sortsParametersAndFoldsHeaders() {
        let request = HTTPRequest(
            method: "GET",
            query: "Param-3=Value3&Param=Value2&%E1%88%B4=Value1&b&a=2&a=1",
            fields: [
                HTTPField("My-Header1", " value4"), HTTPField("Host", "h"), HTTPField("My-Header1", "a   b\t c "),
                HTTPField("Authorization", "not signed"),
            ]
        )
        let canonical = CanonicalRequest(request, payloadHash: emptyHash)
        #expect(
            canonical.text == """
                GET
                /
                %E1%88%B4=Value1&Param=Value2&Param-3=Value3&a=1&a=2&b=
                host:h
                my-header1:value4,a b c

                host;my-header1
                \(emptyHash)
                """
        )
    }

    @Test func signsPathsOfObjectsAsTheyAre() {
        let request = HTTPRequest(method: "GET", path: "/a//b/../c%20d")
        let asIs = CanonicalRequest(request, payloadHash: emptyHash, normalizesPath: false)
        #expect(asIs.text.hasPrefix("GET\n/a//b/../c%20d\n"))
        #expect(CanonicalRequest(request, payloadHash: emptyHash).text.hasPrefix("GET\n/a/c%2520d\n"))
        let signed = signer(service: "s3").signed(request, host: "h", at: epochSeconds)
        #expect(signed.fields["X-Amz-Content-Sha256"] == emptyHash)
    }

    @Test func verifiesWhatItSigned() throws {
        let signed = signer().signed(HTTPRequest(method: "POST", body: [1, 2]), host: "h", at: epochSeconds)
        let given = try #require(SignatureV4.Authorization(signed.fields["Authorization"] ?? ""))
        func check(_ body: [UInt8]) -> Bool {
            let canonical = CanonicalRequest(
                signed,
                signedHeaders: given.signedHeaders,
                payloadHash: CanonicalRequest.hexHash(body)
            )
            return given.isSignature(of: signer().parts(of: canonical, dateTime: "20150830T123600Z").authorization)
        }
        #expect(check([1, 2]))
        #expect(!check([1, 3]))
    }

    @Test(arguments: ["", "Basic abc", "AWS4-HMAC-SHA256 Credential=a/b/c, SignedHeaders=h, Signature=s"])
    func refusesOtherAuthorizations(text: String) {
        #expect(SignatureV4.Authorization(text) == nil)
    }

    @Test func neverShowsTheSecret() {
        let credentials = AWSCredentials(accessKeyID: "AKID", secretAccessKey: "hush", sessionToken: "token")
        var dumped = ""
        dump(credentials, to: &dumped)
        for text in ["\(credentials)", String(reflecting: credentials), dumped] {
            #expect(!text.contains("hush") && !text.contains("token"))
        }
    }
}
