import CZlib
import Crypto
import StepJSON

/// The checksum of a body that S3 and its like demand (AWS SDKs and Tools Reference Guide, "Data Integrity Protections for
/// Amazon S3").
enum ContentChecksum: String, CaseIterable {
    case crc32 = "CRC32"
    case crc32c = "CRC32C"
    case crc64nvme = "CRC64NVME"
    case sha1 = "SHA1"
    case sha256 = "SHA256"
    case sha512 = "SHA512"

    /// `x-amz-checksum-crc32`.
    var headerName: String { "x-amz-checksum-\(rawValue.lowercased())" }

    /// The checksum in base64, most significant byte first.
    func text(of bytes: [UInt8]) -> String {
        switch self {
        case .crc32: Base64.encode(Self.bigEndian(UInt64(Self.crc32(bytes)), bytes: 4))
        case .crc32c:
            // Castagnoli's polynomial, reflected.
            Base64.encode(Self.bigEndian(Self.reflected(bytes, polynomial: 0x82F6_3B78, width: 32), bytes: 4))
        case .crc64nvme:
            // NVM Express's polynomial, reflected.
            Base64.encode(Self.bigEndian(Self.reflected(bytes, polynomial: 0x9A6C_9329_AC4B_C9B5, width: 64), bytes: 8))
        case .sha1: Base64.encode(Array(Insecure.SHA1.hash(data: bytes)))
        case .sha256: Base64.encode(HashFunctions.sha256(bytes))
        case .sha512: Base64.encode(Array(SHA512.hash(data: bytes)))
        }
    }

    private static func crc32(_ bytes: [UInt8]) -> UInt32 {
        UInt32(
            truncatingIfNeeded: bytes.withUnsafeBytes { buffer in
                CZlib.crc32_z(0, buffer.bindMemory(to: UInt8.self).baseAddress, buffer.count)
            }
        )
    }

    /// A cyclic redundancy check with all bits set before and flipped after.
    private static func reflected(_ bytes: [UInt8], polynomial: UInt64, width: Int) -> UInt64 {
        let mask = width == 64 ? UInt64.max : (1 << UInt64(width)) - 1
        let table = (0..<256).map { index in
            (0..<8).reduce(UInt64(index)) { value, _ in value & 1 == 0 ? value >> 1 : value >> 1 ^ polynomial }
        }
        return ~bytes.reduce(mask) { $0 >> 8 ^ table[Int(($0 ^ UInt64($1)) & 0xFF)] } & mask
    }

    private static func bigEndian(_ value: UInt64, bytes count: Int) -> [UInt8] {
        (0..<count).reversed().map { UInt8(truncatingIfNeeded: value >> UInt64($0 * 8)) }
    }
}
