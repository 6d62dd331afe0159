import Glibc
import StepKeeper
import StepMachine

/// The folder with the records of commands.
struct CommandSpool: Sendable {
    let directory: String

    /// The command of a task: each attempt of a state has a token of its own.
    func record(_ token: TaskToken) -> CommandRecord { record("\(token.execution)-\(token.event)") }

    func record(_ name: String) -> CommandRecord { CommandRecord(directory: directory, name: name) }

    /// The commands that there are records of.
    func names() -> Set<String> {
        guard let folder = opendir(directory) else { return [] }
        defer { closedir(folder) }
        var names: Set<String> = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard name.hasSuffix(CommandRecord.ending), !name.hasPrefix(".") else { continue }
            names.insert(String(name.dropLast(CommandRecord.ending.count)))
        }
        return names
    }
}
