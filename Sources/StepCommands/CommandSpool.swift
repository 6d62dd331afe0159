import CLinux
import Glibc
import StepJSON
import StepJobs
import StepKeeper
import StepMachine

/// The folder in which keepers write down what became of their commands.
struct CommandSpool: Sendable {
    let directory: String
    /// The keeper's program.
    let program: String

    private static let reportBytesMax = 4 << 20

    /// What a keeper said when it was started.
    enum Start: Equatable {
        case started
        /// Somebody has started the command before.
        case claimed
        case failed(String)
    }

    /// The command of a task: each attempt of a state has a token of its own.
    func claim(_ token: TaskToken) -> CommandClaim {
        CommandClaim(directory: directory, name: "\(token.execution)-\(token.event)")
    }

    func report(_ claim: CommandClaim) -> CommandReport? {
        guard let bytes = try? RegularFile.bytes(at: claim.reportPath, bytesMax: Self.reportBytesMax) else {
            return nil
        }
        return (try? JSONParser.parse(String(decoding: bytes, as: UTF8.self))).flatMap(CommandReport.init)
    }

    /// The commands that there are files of.
    func names() -> Set<String> {
        guard let folder = opendir(directory) else { return [] }
        defer { closedir(folder) }
        var names: Set<String> = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            for ending in [CommandClaim.ending, CommandClaim.reportEnding] where name.hasSuffix(ending) {
                names.insert(String(name.dropLast(ending.count)))
            }
        }
        return names.filter { !$0.hasPrefix(".") }
    }

    /// Starts the keeper of a command, and waits until it has claimed it.
    func start(_ claim: CommandClaim, _ spec: CommandSpec) -> Start {
        let bytes = Array(JSONWriter.text(of: spec.json).utf8)
        let memory = bytes.withUnsafeBytes { clinux_sealed_memory("stepd-command", $0.baseAddress, $0.count) }
        guard memory >= 0 else { return .failed("no memory for the command: \(String(cString: strerror(errno)))") }
        defer { close(memory) }
        let arguments: [String] = [program, claim.directory, claim.name]
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
        defer { for word in words { free(word) } }
        words.append(nil)
        let process = clinux_spawn_apart(program, words, memory)
        guard process > 0 else { return .failed("cannot fork: \(String(cString: strerror(errno)))") }
        var ended: Int32 = 0
        while waitpid(process, &ended, 0) < 0, errno == EINTR {}
        var signal: Int32 = 0
        let status = clinux_exit_status(ended, &signal)
        switch Keeper.Outcome(rawValue: status) {
        case .kept: return .started
        case .claimed: return .claimed
        case .failed: return .failed("\(claim.directory) cannot be written to")
        case nil: return .failed("\(program) cannot be started (status \(status))")
        }
    }
}
