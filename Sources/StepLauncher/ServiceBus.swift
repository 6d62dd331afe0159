import CSystemd
import Glibc

/// Asks systemd to start and stop units, over the system bus (org.freedesktop.systemd1(5), sd-bus(3)).
final class ServiceBus {
    private let bus: OpaquePointer

    private static let systemd = "org.freedesktop.systemd1"
    private static let manager = "org.freedesktop.systemd1.Manager"
    private static let service = "org.freedesktop.systemd1.Service"
    /// The longest that a unit may take to start its program.
    private static let startMicroseconds: UInt64 = 90_000_000

    init() throws(BusFault) {
        var pointer: OpaquePointer?
        let status = sd_bus_open_system(&pointer)
        guard status >= 0, let pointer else { throw BusFault("cannot reach the system bus", status) }
        bus = pointer
    }

    deinit { sd_bus_flush_close_unref(bus) }

    /// Starts a transient unit, and waits until its program runs.
    ///
    /// - Returns: the program's process; nil where it has ended already.
    func start(_ unit: TransientUnit) throws(BusFault) -> Int32? {
        try watchJobs()
        let message = try call("StartTransientUnit")
        try message.append(unit.name)
        try message.append("fail")
        try message.open("a", "(sv)")
        for property in unit.properties {
            try message.open("r", "sv")
            try message.append(property.name)
            try message.append(property.value)
            try message.close()
        }
        try message.close()
        // No units besides.
        try message.open("a", "(sa(sv))")
        try message.close()
        let job = try send(message, "cannot start \(unit.name)").text("o")
        let result = try result(of: job ?? "", unit.name)
        guard result == "done" else { throw fault(of: unit.name, result) }
        let process = number("MainPID", "u", of: unit.name)
        return process > 0 ? process : nil
    }

    /// Stops a unit with all that runs in it; one that is not there is no fault.
    func stop(_ name: String) throws(BusFault) {
        let message = try call("StopUnit")
        try message.append(name)
        try message.append("replace")
        do throws(BusFault) {
            _ = try send(message, "cannot stop \(name)")
        } catch {
            guard error.name == "org.freedesktop.systemd1.NoSuchUnit" else { throw error }
        }
    }

    // MARK: - Messages

    private func call(
        _ member: String,
        of interface: String = ServiceBus.manager,
        at path: String = "/org/freedesktop/systemd1",
        _ service: String = ServiceBus.systemd
    ) throws(BusFault) -> BusMessage {
        var pointer: OpaquePointer?
        let status = sd_bus_message_new_method_call(bus, &pointer, service, path, interface, member)
        guard status >= 0, let pointer else { throw BusFault("cannot ask \(service)", status) }
        return BusMessage(owning: pointer)
    }

    private func send(_ message: BusMessage, _ action: String) throws(BusFault) -> BusMessage {
        var error = sd_bus_error()
        defer { sd_bus_error_free(&error) }
        var reply: OpaquePointer?
        let status = sd_bus_call(bus, message.pointer, Self.startMicroseconds, &error, &reply)
        guard status >= 0, let reply else { throw BusFault(action, status, error) }
        return BusMessage(owning: reply)
    }

    /// From here on systemd tells of jobs that are done.
    private func watchJobs() throws(BusFault) {
        let bus = "org.freedesktop.DBus"
        let match = try call("AddMatch", of: bus, at: "/org/freedesktop/DBus", bus)
        try match.append("type='signal',sender='\(Self.systemd)',interface='\(Self.manager)',member='JobRemoved'")
        _ = try send(match, "cannot listen to systemd")
        _ = try send(try call("Subscribe"), "cannot listen to systemd")
    }

    /// How a job of systemd ended: `done`, `failed`, `timeout`, `canceled`, ….
    private func result(of job: String, _ unit: String) throws(BusFault) -> String {
        while true {
            var pointer: OpaquePointer?
            let status = sd_bus_process(bus, &pointer)
            guard status >= 0 else { throw BusFault("cannot wait for \(unit)", status) }
            if let pointer {
                let message = BusMessage(owning: pointer)
                guard sd_bus_message_is_signal(message.pointer, Self.manager, "JobRemoved") > 0 else { continue }
                message.skip("u")
                guard message.text("o") == job else { continue }
                message.skip("s")
                return message.text("s") ?? "failed"
            }
            if status > 0 { continue }
            let waited = sd_bus_wait(bus, Self.startMicroseconds)
            guard waited > 0 else { throw BusFault("\(unit) has not started", waited < 0 ? waited : -ETIMEDOUT) }
        }
    }

    // MARK: - Properties

    private func number(_ property: String, _ type: Character, of unit: String) -> Int32 {
        guard let path = Self.path(of: unit) else { return 0 }
        var value: Int32 = 0
        let code = CChar(bitPattern: type.asciiValue ?? 0)
        sd_bus_get_property_trivial(bus, Self.systemd, path, Self.service, property, nil, code, &value)
        return value
    }

    private static func path(of unit: String) -> String? {
        var path: UnsafeMutablePointer<CChar>?
        guard sd_bus_path_encode("/org/freedesktop/systemd1/unit", unit, &path) >= 0, let path else { return nil }
        defer { free(path) }
        return String(cString: path)
    }

    /// Why a unit has not started, in the words of systemd.exec(5), "Process exit codes".
    private func fault(of unit: String, _ result: String) -> BusFault {
        let status = number("ExecMainStatus", "i", of: unit)
        let step = Self.steps[status].map { " (\($0))" } ?? ""
        let what = status > 0 ? "status \(status)\(step)" : result
        return BusFault("systemd could not start \(unit): \(what); see `journalctl -u \(unit)`")
    }

    private static let steps: [Int32: String] = [
        200: "its folder", 201: "nice", 203: "its program", 214: "scheduling", 216: "its group", 217: "its user",
        218: "capabilities", 219: "its control group", 226: "its sandbox", 227: "NoNewPrivileges", 228: "its sandbox",
        243: "its credentials",
    ]
}
