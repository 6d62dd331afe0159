import Glibc

/// Inputs as files of a folder.
struct InputFolder {
    let path: String

    /// The inputs, in the order of their names.
    var inputs: [(name: String, bytes: [UInt8])] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted().compactMap { name in Self.read("\(path)/\(name)").map { (name, $0) } }
    }

    /// Writes `bytes` to the file `prefix-HASH`; the same input twice is one file.
    func keep(_ bytes: [UInt8], prefix: String) {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST,
            let file = fopen("\(path)/\(prefix)-\(Self.name(of: bytes))", "w")
        else { return }
        fwrite(bytes, 1, bytes.count, file)
        fclose(file)
    }

    /// FNV-1a, in hexadecimal digits.
    private static func name(of bytes: [UInt8]) -> String {
        let hash = bytes.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        return String(hash, radix: 16)
    }

    private static func read(_ path: String) -> [UInt8]? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: InputMutator.bytesMax)
        let count = fread(&bytes, 1, bytes.count, file)
        return ferror(file) == 0 ? Array(bytes[..<count]) : nil
    }
}
