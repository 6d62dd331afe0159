import CLinux
import Glibc
import StepJSON
import StepKeeper
import StepLauncher

/// How commands are started.
package enum CommandStarter: Sendable {
    /// As children of the daemon, by the keeper's program at that path: in its sandbox, and as its user unless that is root.
    case children(program: String)
    /// As units of systemd, by the launcher that listens on that socket.
    case launcher(socket: String)

    /// Why a keeper was not started.
    struct Fault: Error {
        var reason: String
    }

    /// Starts a keeper as a child of this process, to which the command's record goes over; gives its process, to be waited
    /// for.
    static func spawn(_ program: String, _ name: String, _ spec: CommandSpec, record: Int32) throws(Fault) -> pid_t {
        guard let memory = SealedMemory(JSONWriter.text(of: spec.json), name: "stepd-command") else {
            throw Fault(reason: "no memory for the command: \(String(cString: strerror(errno)))")
        }
        defer { memory.close() }
        guard access(program, X_OK) == 0 else {
            throw Fault(reason: "\(program) cannot be started: \(String(cString: strerror(errno)))")
        }
        var words: [UnsafeMutablePointer<CChar>?] = [strdup(program), strdup(name), nil]
        defer { for word in words { free(word) } }
        let process = clinux_spawn_apart(program, &words, memory.descriptor, record)
        guard process > 0 else { throw Fault(reason: "cannot fork: \(String(cString: strerror(errno)))") }
        return process
    }
}
