import CSystemd
import Glibc

/// The sockets that systemd opened and handed over (sd_listen_fds(3)), found by their `FileDescriptorName=`.
///
/// Only what is meant for this process counts (`LISTEN_PID`). Taking them clears the environment variables, so that no
/// child mistakes them for its own, and sets close-on-exec.
package struct ListenDescriptors: Sendable, Equatable {
    /// One descriptor that was handed over.
    package struct Entry: Sendable, Equatable {
        /// Open, and from now on the owner's to close.
        package var descriptor: Int32
        /// `FileDescriptorName=` of the socket unit; systemd's default is the unit's name.
        package var name: String
        /// Whether it is a stream socket that listens: one that `accept` works on.
        package var isListeningStream: Bool
    }

    /// In the order of the socket units.
    package let entries: [Entry]

    /// Takes what was handed over: once per process, before threads that read the environment start.
    package init() throws(SystemError) {
        var names: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
        let count = sd_listen_fds_with_names(1, &names)
        guard count >= 0 else { throw SystemError("take the sockets from systemd", errno: -count) }
        defer { free(names) }
        var entries: [Entry] = []
        for index in 0..<Int(count) {
            let descriptor = Int32(index) + 3
            var name = ""
            if let text = names?[index] {
                name = String(cString: text)
                free(text)
            }
            let isListening = sd_is_socket(descriptor, AF_UNSPEC, Int32(SOCK_STREAM.rawValue), 1) > 0
            entries.append(Entry(descriptor: descriptor, name: name, isListeningStream: isListening))
        }
        self.entries = entries
    }

    /// Those with that name; a socket unit with two addresses gives two.
    package func named(_ name: String) -> [Entry] { entries.filter { $0.name == name } }
}
