import StepAWS
import StepJSON
import Testing

@Suite struct CBORTests {
    private static func bytes(_ hex: String) -> [UInt8] {
        stride(from: 0, to: hex.count, by: 2).map { place in
            let start = hex.index(hex.startIndex, offsetBy: place)
            return UInt8(hex[start..<hex.index(start, offsetBy: 2)], radix: 16) ?? 0
        }
    }

    /// Examples of RFC 8949, appendix A.
    @Test(arguments: [
        ("00", CBORValue.integer(0)), ("1818", .integer(24)), ("1903e8", .integer(1000)), ("3863", .integer(-100)),
        ("1b000000e8d4a51000", .integer(1_000_000_000_000)), ("1bffffffffffffffff", .unsigned(.max)),
        ("f93c00", .float(1)), ("f97bff", .float(65504)), ("f90001", .float(5.960464477539063e-8)),
        ("f9c400", .float(-4)), ("fb3ff199999999999a", .float(1.1)), ("fa47c35000", .float(100_000)),
        ("f97c00", .float(.infinity)), ("f97e00", .float(.nan)), ("f4", .bool(false)), ("f6", .null), ("f7", .null),
        ("4401020304", .bytes([1, 2, 3, 4])), ("6449455446", .text("IETF")), ("62c3bc", .text("ü")),
        ("83010203", .array([.integer(1), .integer(2), .integer(3)])), ("9f01ff", .array([.integer(1)])),
        ("a161610f", .map([("a", .integer(15))])), ("bf6161f5ff", .map([("a", .bool(true))])),
        ("c11a514b67b0", .tagged(1, .integer(1_363_896_240))), ("7f657374726561646d696e67ff", .text("streaming")),
        ("5f42010243030405ff", .bytes([1, 2, 3, 4, 5])),
    ]) func readsTheStandardsExamples(_ hex: String, _ value: CBORValue) throws {
        #expect(try CBORReader.read(Self.bytes(hex)) == value)
        var writer = CBORWriter()
        writer.write(value)
        #expect(try CBORReader.read(writer.bytes) == value)
    }

    @Test(arguments: [
        "", "18", "62c3", "63ffffff", "9f01", "a1", "a10101", "7f4101ff", "ff", "1c", "9bffffffffffffffff",
        "5bffffffffffffffff",
        "3bffffffffffffffff", "0000", String(repeating: "81", count: 200) + "00", "f8ff",
    ]) func refusesWhatIsMalformed(_ hex: String) {
        #expect(throws: CBORReader.Failure.self) { try CBORReader.read(Self.bytes(hex)) }
    }

    @Test func isSpokenOnlyWhereThereIsNothingElse() throws {
        let both = ServiceMetadata(["protocols": ["smithy-rpc-v2-cbor", "json", "query"], "protocol": "json"])
        #expect(try WireProtocols.preferred(by: both) is JSONProtocol)
        let alone = ServiceMetadata(["protocols": ["smithy-rpc-v2-cbor"], "protocol": "smithy-rpc-v2-cbor"])
        #expect(try WireProtocols.preferred(by: alone) is CBORProtocol)
    }
}
