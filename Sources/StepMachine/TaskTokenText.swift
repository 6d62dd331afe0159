import StepJSON

/// A task's token as workers get it: `$$.Task.Token`, and the answer to GetActivityTask.
///
/// Base64 of a version, the token's three numbers and a seal: a digest of them and of a key that belongs to the
/// execution, so that nobody can make up a token that was not given away. A function of the execution's facts and of the
/// event at hand, and so the same when a history is replayed.
package enum TaskTokenText {
    private static let version: UInt8 = 1
    private static let sealBytes = 16

    /// `hash` is handed in, since the core imports no cryptography.
    package static func text(
        of token: TaskToken,
        key: [UInt8],
        hash: (_ algorithm: String, _ bytes: [UInt8]) -> [UInt8]?
    ) -> String {
        let numbers = numbers(of: token)
        return Base64.encode(numbers + seal(of: numbers, key: key, hash: hash))
    }

    /// The token that `text` spells, if its numbers can be read. Whether it was given away, only ``text(of:key:hash:)``
    /// of it says.
    package static func parse(_ text: String) -> TaskToken? {
        guard let bytes = Base64.decode(text) else { return nil }
        var reader = ByteReader(bytes)
        guard (try? reader.readByte()) == version, let execution = try? reader.readInteger(),
            let frame = try? reader.readInteger(), let event = try? reader.readInteger(),
            let frame = Int32(exactly: frame)
        else { return nil }
        return TaskToken(execution: execution, frame: frame, event: event)
    }

    private static func numbers(of token: TaskToken) -> [UInt8] {
        var writer = ByteWriter()
        writer.write(byte: version)
        writer.write(token.execution)
        writer.write(Int64(token.frame))
        writer.write(token.event)
        return writer.bytes
    }

    /// The digest is cut, so that it cannot be carried on behind the numbers.
    private static func seal(
        of numbers: [UInt8],
        key: [UInt8],
        hash: (_ algorithm: String, _ bytes: [UInt8]) -> [UInt8]?
    ) -> [UInt8] {
        Array((hash("SHA-256", key + numbers) ?? []).prefix(sealBytes))
    }
}
