import Glibc

extension CommandSpec {
    /// The longest value of a secret.
    private static let credentialBytesMax = 64 << 10

    /// Takes the values of its credentials from the folder that systemd has put them into for this unit (systemd.exec(5),
    /// "Credentials"). A file's last line feed is no part of the value.
    ///
    /// - Returns: why that cannot be done; nil when all are there.
    mutating func takeCredentials() -> String? {
        guard !credentials.isEmpty else { return nil }
        guard let folder = getenv("CREDENTIALS_DIRECTORY").map({ String(cString: $0) }) else {
            return "the unit has no credentials"
        }
        for name in credentials {
            let descriptor = open("\(folder)/\(name)", O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else {
                return "the secret \(name) cannot be had: \(folder)/\(name): \(String(cString: strerror(errno)))"
            }
            defer { close(descriptor) }
            var bytes = FileContent.bytes(descriptor, bytesMax: Self.credentialBytesMax)
            guard bytes.count <= Self.credentialBytesMax, !bytes.contains(0) else {
                return "the secret \(name) cannot be had: its value has a NUL byte or more than 64 KiB"
            }
            if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
            let value = String(decoding: bytes, as: UTF8.self)
            environment[name] = value
            secrets.append(value)
        }
        return nil
    }
}
