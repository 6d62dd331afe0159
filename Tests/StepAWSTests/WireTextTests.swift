import StepAWS
import StepJSON
import Testing

@Suite struct WireTextTests {
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func base64IsRFC4648s(text: String, encoded: String) {
        #expect(Base64.encode(Array(text.utf8)) == encoded)
        #expect(Base64.decode(encoded) == Array(text.utf8))
    }

    @Test func base64RefusesOtherText() {
        #expect(Base64.decode("Zm9v\nYg==") == Array("foob".utf8))
        #expect(Base64.decode("Zg") == Array("f".utf8))
        for text in ["Z", "Zm9v!", "Zg==Zg=="] { #expect(Base64.decode(text) == nil) }
        #expect(Base64.decode(Base64.encode([0, 255, 127, 128])) == [0, 255, 127, 128])
    }

    @Test func blobsThatAreNoTextBecomeBase64() {
        #expect(Blob.text(of: Array("é".utf8)) == "é")
        #expect(Blob.text(of: [0xFF, 0xFE]) == "//4=")
    }

    @Test func percentEncodingKeepsOnlyUnreservedCharacters() {
        #expect(PercentEncoding.encode("aZ9-_.~ /?é+") == "aZ9-_.~%20%2F%3F%C3%A9%2B")
        #expect(PercentEncoding.encode("a/b c", keeping: "/") == "a/b%20c")
        #expect(PercentEncoding.decode("a%2Fb%C3%A9%zz%4") == "a/bé%zz%4")
    }

    @Test(arguments: [
        (0.0, "1970-01-01T00:00:00Z", "Thu, 01 Jan 1970 00:00:00 GMT", "0"),
        (1_767_225_600.25, "2026-01-01T00:00:00.250Z", "Thu, 01 Jan 2026 00:00:00 GMT", "1767225600.25"),
        (1_582_934_400.0, "2020-02-29T00:00:00Z", "Sat, 29 Feb 2020 00:00:00 GMT", "1582934400"),
        (-1.0, "1969-12-31T23:59:59Z", "Wed, 31 Dec 1969 23:59:59 GMT", "-1"),
        (1_576_540_098.000001, "2019-12-16T23:48:18.000001Z", "Mon, 16 Dec 2019 23:48:18 GMT", "1576540098.000001"),
    ])
    func timestampsHaveThreeTexts(seconds: Double, iso: String, http: String, unix: String) {
        #expect(WireTimestamp.text(seconds, .iso8601) == iso)
        #expect(WireTimestamp.text(seconds, .rfc822) == http)
        #expect(WireTimestamp.text(seconds, .unixTimestamp) == unix)
        #expect(WireTimestamp.parse(iso) == seconds)
        #expect(WireTimestamp.parse(unix) == seconds)
    }

    @Test func timestampsAreReadInAllForms() {
        #expect(WireTimestamp.parse("2019-12-16T22:48:18-01:00") == 1_576_540_098)
        #expect(WireTimestamp.parse("2019-12-17T00:48:18+0100") == 1_576_540_098)
        #expect(WireTimestamp.parse("20191216T234818Z") == 1_576_540_098)
        #expect(WireTimestamp.parse("Mon, 16 Dec 2019 23:48:18 GMT") == 1_576_540_098)
        #expect(WireTimestamp.parse("Mon, 16 Dec 2019 23:48:18.500 GMT") == 1_576_540_098.5)
        #expect(WireTimestamp.basicISO8601(1_440_938_160) == "20150830T123600Z")
    }

    @Test(arguments: [
        "", "soon", "2019-02-29T00:00:00Z", "2019-13-01T00:00:00Z", "2019-12-16T24:00:00Z", "2019-12-16T00:00:00",
        "2019-12-16", "Mon, 16 Dez 2019 23:48:18 GMT", "2019-12-16T00:00:00Zx",
        "Mon, 16 Dec 9223372036854775807 23:48:18 GMT", "Mon, 31 Feb 2020 23:48:18 GMT",
    ])
    func otherTextIsNoTimestamp(text: String) {
        #expect(WireTimestamp.parse(text) == nil)
    }

    @Test(arguments: [
        ("MD5", "900150983cd24fb0d6963f7d28e17f72"),
        ("SHA-1", "a9993e364706816aba3e25717850c26c9cd0d89d"),
        ("SHA-256", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "SHA-384",
            "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7"
        ),
        (
            "SHA-512",
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423"
                + "643ce80e2a9ac94fa54ca49f"
        ),
    ])
    func hashesAreFIPS180s(algorithm: String, digest: String) throws {
        let bytes = try #require(HashFunctions.hash(algorithm, Array("abc".utf8)))
        let hex = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        #expect(hex == digest)
        #expect(HashFunctions.hash("sha256", []) == nil)
    }
}
