import CLinux
import Glibc

/// The command itself, as the child of its keeper.
struct CommandProcess {
    let processID: pid_t
    let output: Int32
    let errorOutput: Int32

    /// Why there is none.
    struct Failure: Error {
        var end: CommandReport.End
    }

    init(_ spec: CommandSpec) throws(Failure) {
        guard let output = Self.pipe(), let errorOutput = Self.pipe(), let failure = Self.pipe() else {
            throw Failure(end: .notStarted("cannot make a pipe: \(Self.reason(errno))"))
        }
        let input = open("/dev/null", O_RDONLY | O_CLOEXEC)
        processID = try Self.start(spec, input: input, output.write, errorOutput.write, failure.write)
        for end in [input, output.write, errorOutput.write, failure.write] { close(end) }
        self.output = output.read
        self.errorOutput = errorOutput.read
        defer { close(failure.read) }
        guard processID > 0 else { throw Failure(end: .notStarted("cannot fork: \(Self.reason(errno))")) }
        var words: [Int32] = [0, 0]
        guard read(failure.read, &words, 8) == 8 else { return }
        var status: Int32 = 0
        waitpid(processID, &status, 0)
        throw Failure(end: Self.end(step: words[0], words[1], spec))
    }

    private static func pipe() -> (read: Int32, write: Int32)? {
        var ends: [Int32] = [0, 0]
        guard Glibc.pipe(&ends) == 0 else { return nil }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }

    private static func start(
        _ spec: CommandSpec,
        input: Int32,
        _ output: Int32,
        _ errorOutput: Int32,
        _ failure: Int32
    ) throws(Failure) -> pid_t {
        let account = try account(spec)
        // The keeper ends or the command does: what is copied here is never freed.
        let words = cStrings(spec.words)
        let environment = cStrings(spec.environment.map { "\($0.key)=\($0.value)" })
        var command = clinux_command()
        command.arguments = UnsafePointer(words)
        command.environment = UnsafePointer(environment)
        command.directory = UnsafePointer(strdup(spec.workingDirectory ?? "/"))
        command.input = input
        command.output = output
        command.error_output = errorOutput
        command.failure = failure
        if let account {
            command.user_name = account.name.map { UnsafePointer(strdup($0)) } ?? nil
            command.user = account.user
            command.group = account.group
            command.changes_group = account.name == nil ? 1 : 0
        }
        command.nice_value = Int32(clamping: spec.nice ?? 0)
        command.data_bytes_max = spec.memoryBytesMax.map { UInt($0) } ?? 0
        return clinux_start_command(&command)
    }

    private struct Account {
        /// nil: the user stays, the group changes.
        var name: String?
        var user: uid_t
        var group: gid_t
    }

    private static func account(_ spec: CommandSpec) throws(Failure) -> Account? {
        var account: Account?
        if let name = spec.user {
            guard let entry = getpwnam(name) else { throw Failure(end: .notStarted("there is no user `\(name)`")) }
            account = Account(name: name, user: entry.pointee.pw_uid, group: entry.pointee.pw_gid)
            // As it is already, which needs no rights.
            if entry.pointee.pw_uid == geteuid(), geteuid() != 0 { account = nil }
        }
        if let name = spec.group {
            guard let entry = getgrnam(name) else { throw Failure(end: .notStarted("there is no group `\(name)`")) }
            let group = entry.pointee.gr_gid
            if account == nil { account = Account(name: nil, user: geteuid(), group: group) }
            account?.group = group
        }
        return account
    }

    private static func cStrings(_ texts: [String]) -> UnsafeMutablePointer<UnsafeMutablePointer<CChar>?> {
        let list = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: texts.count + 1)
        for (index, text) in texts.enumerated() { list[index] = strdup(text) }
        list[texts.count] = nil
        return list
    }

    private static func reason(_ number: Int32) -> String { String(cString: strerror(number)) }

    /// What the step that failed means: the numbers are those of `clinux_start_command`.
    private static func end(step: Int32, _ number: Int32, _ spec: CommandSpec) -> CommandReport.End {
        let reason = reason(number)
        switch step {
        case 2: return .notStarted("nice \(spec.nice ?? 0) is not allowed: \(reason)")
        case 3: return .notStarted("the memory cannot be bounded: \(reason)")
        case 4:
            let who = [spec.user.map { "user `\($0)`" }, spec.group.map { "group `\($0)`" }].compactMap { $0 }
            return .notStarted("stepd may not become \(who.joined(separator: ", ")): \(reason)")
        case 5: return .notStarted("cannot enter \(spec.workingDirectory ?? "/"): \(reason)")
        case 6 where number == ENOENT || number == EACCES || number == ENOTDIR:
            return .notFound("\(spec.words[0]): \(reason)")
        case 6: return .notStarted("\(spec.words[0]): \(reason)")
        default: return .notStarted(reason)
        }
    }
}
