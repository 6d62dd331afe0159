import Crypto

/// Signs requests by AWS Signature Version 4, in the `Authorization` header.
///
/// Source: "Create a signed AWS API request", AWS Identity and Access Management User Guide.
///
/// libcurl can sign too (`CURLOPT_AWS_SIGV4`), but Debian 12's 7.88.1 does not sort query parameters, encodes paths and
/// header values by other rules than AWS's test suite, and could not check the signature of a request that comes in.
package struct SignatureV4: Sendable {
    package static let algorithm = "AWS4-HMAC-SHA256"

    package let credentials: AWSCredentials
    package let region: String
    /// The service's signing name, `rds`.
    package let service: String

    package init(credentials: AWSCredentials, region: String, service: String) {
        self.credentials = credentials
        self.region = region
        self.service = service
    }

    /// All that is computed on the way to a signature, and the signature.
    package struct Parts: Sendable, Equatable {
        package var canonicalRequest: String
        package var stringToSign: String
        package var authorization: Authorization
    }

    /// `request` with the date, the session token and the signature in its header.
    ///
    /// Every field the request has by then is signed: what is added to it later is not. S3 wants the hash of the body in
    /// a field too, and so does whoever gets a body that is not signed.
    package func signed(
        _ request: HTTPRequest,
        host: String,
        at epochSeconds: Double,
        signsBody: Bool = true
    ) -> HTTPRequest {
        var request = request
        let payloadHash = signsBody ? CanonicalRequest.hexHash(request.body) : "UNSIGNED-PAYLOAD"
        request.fields["Host"] = host
        request.fields["X-Amz-Date"] = WireTimestamp.basicISO8601(epochSeconds)
        if !normalizesPath || !signsBody { request.fields["X-Amz-Content-Sha256"] = payloadHash }
        if let token = credentials.sessionToken { request.fields["X-Amz-Security-Token"] = token }
        let parts = parts(
            of: CanonicalRequest(request, payloadHash: payloadHash, normalizesPath: normalizesPath),
            dateTime: WireTimestamp.basicISO8601(epochSeconds)
        )
        request.fields["Authorization"] = parts.authorization.text
        return request
    }

    /// The signature of a canonical request at `dateTime` (`20150830T123600Z`), and what it is made from.
    ///
    /// Also what an inbound request's signature is compared with, see `Authorization.isSignature(of:)`.
    package func parts(of canonicalRequest: CanonicalRequest, dateTime: String) -> Parts {
        let date = String(dateTime.prefix(8))
        let scope = "\(date)/\(region)/\(service)/aws4_request"
        let text = canonicalRequest.text
        let stringToSign = """
            \(Self.algorithm)
            \(dateTime)
            \(scope)
            \(CanonicalRequest.hexHash(Array(text.utf8)))
            """
        var key = SymmetricKey(data: Array("AWS4\(credentials.secretAccessKey)".utf8))
        for part in [date, region, service, "aws4_request"] {
            key = SymmetricKey(data: Self.authenticationCode(of: part, key))
        }
        return Parts(
            canonicalRequest: text,
            stringToSign: stringToSign,
            authorization: Authorization(
                accessKeyID: credentials.accessKeyID,
                date: date,
                region: region,
                service: service,
                signedHeaders: canonicalRequest.signedHeaders,
                signature: CanonicalRequest.hex(Self.authenticationCode(of: stringToSign, key))
            )
        )
    }

    /// S3 signs paths as they are sent; every other service normalises and encodes them once more.
    private var normalizesPath: Bool { service != "s3" && service != "s3express" && service != "s3-object-lambda" }

    private static func authenticationCode(of text: String, _ key: SymmetricKey) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key))
    }
}

extension SignatureV4 {
    /// The value of a signed request's `Authorization` header.
    package struct Authorization: Sendable, Equatable {
        package var accessKeyID: String
        /// `20150830`.
        package var date: String
        package var region: String
        package var service: String
        /// Small letters, sorted.
        package var signedHeaders: [String]
        /// 64 hexadecimal digits.
        package var signature: String

        init(
            accessKeyID: String,
            date: String,
            region: String,
            service: String,
            signedHeaders: [String],
            signature: String
        ) {
            self.accessKeyID = accessKeyID
            self.date = date
            self.region = region
            self.service = service
            self.signedHeaders = signedHeaders
            self.signature = signature
        }

        /// Reads a header's value; nil if it is not one of this algorithm.
        package init?(_ text: String) {
            let algorithm = text.prefix { $0 != " " }
            guard algorithm == SignatureV4.algorithm else { return nil }
            var values: [Substring: Substring] = [:]
            for part in text.dropFirst(algorithm.count).split(separator: ",") {
                let pair = part.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
                guard pair.count == 2 else { return nil }
                values[pair[0]] = pair[1]
            }
            guard let scope = values["Credential"]?.split(separator: "/"), scope.count == 5, scope[4] == "aws4_request",
                let headers = values["SignedHeaders"], let signature = values["Signature"]
            else { return nil }
            self.init(
                accessKeyID: String(scope[0]),
                date: String(scope[1]),
                region: String(scope[2]),
                service: String(scope[3]),
                signedHeaders: headers.split(separator: ";").map(String.init),
                signature: String(signature)
            )
        }

        package var text: String {
            "\(SignatureV4.algorithm) Credential=\(accessKeyID)/\(date)/\(region)/\(service)/aws4_request, "
                + "SignedHeaders=\(signedHeaders.joined(separator: ";")), Signature=\(signature)"
        }

        /// Whether both are the same signature, in a time that does not depend on where they differ.
        package func isSignature(of other: Authorization) -> Bool {
            let left = Array(signature.utf8)
            let right = Array(other.signature.utf8)
            guard left.count == right.count else { return false }
            var difference: UInt8 = 0
            for (left, right) in zip(left, right) { difference |= left ^ right }
            return difference == 0
        }
    }
}
