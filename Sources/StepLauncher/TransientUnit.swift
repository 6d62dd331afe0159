/// The unit in which a command runs: `stepd-run-NAME.service`, which holds its keeper, the command and all that it starts.
struct TransientUnit {
    var name: String
    var properties: [UnitProperty]

    /// An administrator caps all commands together by it.
    static let slice = "stepd-jobs.slice"

    /// Between SIGTERM and SIGKILL when the unit is stopped: the keeper's ten seconds, and time to write its report.
    private static let stopSeconds: UInt64 = 15

    static func name(of command: String) -> String { "stepd-run-\(command).service" }

    /// `keeper` is the path of `stepd-keeper`, `spec` a memory file with its ``CommandSpec``, and `record` the command's
    /// record.
    init(
        _ start: CommandStart,
        _ declared: DeclaredCommand,
        keeper: String,
        spec: Int32,
        record: Int32
    ) {
        let command = declared.command
        name = Self.name(of: start.name)
        properties = [
            UnitProperty("Description", .string("\(start.state) of \(start.run)")),
            UnitProperty("Slice", .string(Self.slice)),
            UnitProperty("Type", .string("exec")),
            // Nothing stays of it but its entries in the journal; until its start is known, the launcher holds it.
            UnitProperty("CollectMode", .string("inactive-or-failed")),
            UnitProperty("AddRef", .flag(true)),
            UnitProperty("ExecStart", .command([keeper, start.name])),
            UnitProperty("StandardInputFileDescriptor", .descriptor(spec)),
            UnitProperty("StandardOutputFileDescriptor", .descriptor(record)),
            UnitProperty("StandardError", .string("journal")),
            UnitProperty("SyslogIdentifier", .string("stepd-keeper")),
            UnitProperty("KillMode", .string("control-group")),
            UnitProperty("TimeoutStopUSec", .uint64(Self.stopSeconds * 1_000_000)),
            // What is out of memory is killed alone, and the keeper says so.
            UnitProperty("OOMPolicy", .string("continue")),
        ]
        add("User", command.user.map { .string($0) })
        add("Group", command.group.map { .string($0) })
        add("Nice", command.nice.map { .int32(Int32(clamping: $0)) })
        add("MemoryMax", command.memoryBytesMax.map { .uint64(UInt64(clamping: $0)) })
        // Per second of time: 200% are two seconds.
        add("CPUQuotaPerSecUSec", command.cpuQuota.map { .uint64(UInt64(clamping: $0) * 10_000) })
        add("IOWeight", command.ioWeight.map { .uint64(UInt64(clamping: $0)) })
        if let seconds = start.timeoutSeconds {
            // The daemon comes first, then the keeper; this is for a keeper that is stuck.
            add("RuntimeMaxUSec", .uint64((UInt64(clamping: seconds) + 2 * Self.stopSeconds) * 1_000_000))
        }
        if !declared.credentials.isEmpty { add("LoadCredential", .pairs(declared.credentials)) }
        for (name, value) in command.sandbox.sorted(by: { $0.key < $1.key }) {
            add(name, UnitProperty.Value(value))
        }
    }

    private mutating func add(_ name: String, _ value: UnitProperty.Value?) {
        if let value { properties.append(UnitProperty(name, value)) }
    }
}
