import CLinux
import Glibc
package import Logging
import StepJSON
import StepJobs
import StepKeeper
import StepSystem

/// Starts commands of job files as units of systemd, for a daemon that may not.
///
/// The only part that runs as root, one process for each request, which systemd starts for a connection to
/// `stepd-launcher.socket`. It trusts the daemon with nothing but the values of expressions and secrets: what runs, as whom
/// and within which limits it reads itself, from job files that only root can have written. See Decisions/0029 of
/// StepEngine.
package struct Launcher {
    private let jobsDirectory: String
    /// Who may ask.
    private let user: String
    private let keeper: String
    private let logger: Logger

    package init(jobsDirectory: String, user: String, keeper: String, logger: Logger) {
        self.jobsDirectory = jobsDirectory
        self.user = user
        self.keeper = keeper
        self.logger = logger
    }

    /// Answers the one request of a connection.
    package func serve(_ connection: Int32) {
        let answer = answer(connection)
        if case .refused(let reason) = answer {
            logger.error("refused: \(reason)", metadata: ["STEPD_EVENT": "\(MessageID.commandRefused.rawValue)"])
        }
        let text = JSONWriter.text(of: answer.json)
        // The daemon may be gone by now, which finds the command by its record.
        _ = text.withCString { send(connection, $0, text.utf8.count, Int32(MSG_NOSIGNAL)) }
    }

    private func answer(_ connection: Int32) -> LaunchAnswer {
        if let reason = strangeness(of: connection) { return .refused(reason) }
        var descriptors = [Int32](repeating: -1, count: Int(CLINUX_DESCRIPTORS_MAX))
        let count = Int(clinux_receive_descriptors(connection, &descriptors))
        let received = Array(descriptors.prefix(max(0, count)))
        defer { for descriptor in received { close(descriptor) } }
        guard let memory = received.first, let request = Self.request(memory) else {
            return .refused("what was sent is no request of stepd's")
        }
        switch request {
        case .stop(let name): return stop(name)
        case .start(let start):
            guard received.count == 2 else { return .refused("a command needs a record") }
            return self.start(start, record: received[1])
        }
    }

    /// Why whoever is at the other end may not ask; nil for the daemon.
    private func strangeness(of connection: Int32) -> String? {
        var peer: uid_t = 0
        guard clinux_peer_user(connection, &peer) == 0 else { return "standard input is no connection" }
        guard let entry = getpwnam(user) else { return "there is no user \(user)" }
        guard peer != entry.pointee.pw_uid else { return nil }
        let name = getpwuid(peer).map { String(cString: $0.pointee.pw_name) } ?? "user \(peer)"
        return "a connection of \(name): only \(user) may start commands"
    }

    private static func request(_ memory: Int32) -> LaunchRequest? {
        let bytes = try? RegularFile.bytes(of: memory, path: "the request", bytesMax: LaunchRequest.bytesMax)
        guard let bytes else { return nil }
        return (try? JSONParser.parse(String(decoding: bytes, as: UTF8.self))).flatMap(LaunchRequest.init)
    }

    private func start(_ start: CommandStart, record: Int32) -> LaunchAnswer {
        var declared: DeclaredCommand
        do throws(DeclaredCommand.Refusal) {
            declared = try DeclaredCommand(start, jobsDirectory: jobsDirectory)
        } catch {
            return .refused("\(start.run): \(error.reason)")
        }
        for case let (what, name?, isKnown) in [
            ("user", declared.command.user, { getpwnam($0) != nil }),
            ("group", declared.command.group, { getgrnam($0) != nil }),
        ] as [(String, String?, (String) -> Bool)] where !isKnown(name) {
            return .failed("there is no \(what) `\(name)`")
        }
        declared.command.user = declared.command.user ?? user
        var spec = start.spec(declared.command)
        spec.credentials = declared.credentials.keys.sorted()
        spec.usesJournal = true
        guard let memory = SealedMemory(JSONWriter.text(of: spec.json), name: "stepd-command") else {
            return .failed("no memory for the command: \(String(cString: strerror(errno)))")
        }
        defer { memory.close() }
        let unit = TransientUnit(
            start,
            declared,
            keeper: keeper,
            spec: memory.descriptor,
            record: record
        )
        do throws(BusFault) {
            return .done(process: try ServiceBus().start(unit))
        } catch {
            logger.error("\(start.run): \(error)")
            return .failed("\(error)")
        }
    }

    private func stop(_ name: String) -> LaunchAnswer {
        do throws(BusFault) {
            try ServiceBus().stop(TransientUnit.name(of: name))
            return .done(process: nil)
        } catch {
            logger.error("\(error)")
            return .failed("\(error)")
        }
    }
}
