import CSystemd
import Glibc

/// journald's native protocol (systemd.journal-fields(7), sd_journal_sendv(3)).
package enum NativeJournal {
    /// Whether journald is there to take entries.
    package static var isPresent: Bool { access(LogDestination.journalSocket, W_OK) == 0 }

    /// Hands an entry to journald, so that values may hold line feeds and be of any size: libsystemd passes what does not
    /// fit a datagram in a sealed memory file.
    ///
    /// - Returns: `false` when journald does not take it.
    package static func send(_ fields: [(name: String, value: [UInt8])]) -> Bool {
        // All fields in one buffer, which the vectors point into.
        var buffer: [UInt8] = []
        var ends: [Int] = []
        for field in fields {
            buffer += field.name.utf8
            buffer.append(UInt8(ascii: "="))
            buffer += field.value
            ends.append(buffer.count)
        }
        let result = buffer.withUnsafeMutableBytes { bytes in
            var start = 0
            let vectors = ends.map { end in
                defer { start = end }
                return iovec(iov_base: bytes.baseAddress?.advanced(by: start), iov_len: end - start)
            }
            return sd_journal_sendv(vectors, Int32(vectors.count))
        }
        return result >= 0
    }
}
