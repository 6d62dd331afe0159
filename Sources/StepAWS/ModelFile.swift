import CZlib
import Glibc

/// Reads files of service models: plain, or gzipped as botocore's packages have them (RFC 1952).
///
/// zlib's `gz` functions read both alike.
enum ModelFile {
    private static let chunkBytes = 64 << 10

    /// The whole contents, unpacked.
    static func bytes(at path: String) throws(ModelError) -> [UInt8] {
        try read(path, upTo: ModelDocument.bytesMax, mustEnd: true)
    }

    /// The first 16 KiB of the contents, unpacked.
    static func head(at path: String) throws(ModelError) -> [UInt8] {
        try read(path, upTo: 16 << 10, mustEnd: false)
    }

    private static func read(_ path: String, upTo bytesMax: Int, mustEnd: Bool) throws(ModelError) -> [UInt8] {
        guard let file = gzopen(path, "re") else {
            throw ModelError(.unreadable, "cannot open \(path): \(String(cString: strerror(errno)))")
        }
        defer { gzclose_r(file) }
        gzbuffer(file, UInt32(chunkBytes))
        var bytes: [UInt8] = []
        while bytes.count < bytesMax {
            let want = min(chunkBytes, bytesMax - bytes.count)
            let chunk = [UInt8](unsafeUninitializedCapacity: want) { buffer, count in
                count = max(0, Int(gzread(file, buffer.baseAddress, UInt32(want))))
            }
            if chunk.isEmpty { break }
            bytes.append(contentsOf: chunk)
        }
        var code: Int32 = Z_OK
        let reason = gzerror(file, &code)
        guard code == Z_OK || (code == Z_BUF_ERROR && !mustEnd) else {
            let text = reason.map { String(cString: $0) } ?? "error \(code)"
            throw ModelError(.unreadable, "cannot read \(path): \(text)")
        }
        guard !mustEnd || bytes.count < bytesMax else {
            throw ModelError(.unreadable, "\(path) holds more than \(bytesMax) bytes")
        }
        return bytes
    }

    /// The names in a directory, sorted, without hidden ones; none if it cannot be read.
    static func names(in directory: String) -> [String] {
        guard let stream = opendir(directory) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { field in
                field.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: field.pointee)) {
                    String(cString: $0)
                }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }
}
