import Glibc
import StepJobs
import StepSystem

/// The directory that holds all that must survive: the database and what goes with it.
struct StateDirectory {
    let path: String

    init(path: String) {
        // Paths are made from it: `state/` and `state` are one directory.
        let end = path.lastIndex { $0 != "/" }
        self.path = end.map { String(path[...$0]) } ?? path
    }

    var databasePath: String { "\(path)/stepd.sqlite" }

    /// Where the inline code of functions is written: absolute, as their processes have folders of their own.
    var functionsPath: String {
        guard let absolute = realpath(path, nil) else { return "\(path)/functions" }
        defer { free(absolute) }
        return "\(String(cString: absolute))/functions"
    }

    /// Makes the folder in which keepers write down what became of commands, for its owner alone.
    ///
    /// - Returns: its path from the root, since keepers have a folder of their own.
    func prepareCommands() throws -> String {
        let folder = "\(path)/commands"
        if mkdir(folder, 0o700) != 0, errno != EEXIST { throw SystemError("create the folder \(folder)") }
        guard let absolute = realpath(folder, nil) else { throw SystemError("find the folder \(folder)") }
        defer { free(absolute) }
        return String(cString: absolute)
    }

    /// Makes the directory if it is not there, for its owner alone.
    func prepare() throws {
        umask(0o077)
        if mkdir(path, 0o700) != 0, errno != EEXIST { throw SystemError("create the state directory \(path)") }
        guard access(path, W_OK) == 0 else { throw SystemError("write to the state directory \(path)") }
    }

    /// Random text that this installation keeps: idempotency tokens are made from it, so that they are the same after
    /// a restart and another's anywhere else.
    func installationID() throws -> String {
        let file = "\(path)/installation-id"
        if let bytes = try? RegularFile.bytes(at: file, bytesMax: 64), !bytes.isEmpty {
            return String(decoding: bytes, as: UTF8.self)
        }
        var random = SystemRandomNumberGenerator()
        let id = String(random.next(), radix: 16) + String(random.next(), radix: 16)
        let temporary = "\(file).new"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw SystemError("create \(temporary)") }
        FileOutput(descriptor: descriptor).write(id)
        let isWritten = fsync(descriptor) == 0
        close(descriptor)
        guard isWritten, rename(temporary, file) == 0 else { throw SystemError("write \(file)") }
        return id
    }
}
