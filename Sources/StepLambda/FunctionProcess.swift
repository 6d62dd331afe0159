import CLinux
import Glibc

/// A function's process: started in a session of its own, and gone when the daemon is.
///
/// Owned by the host's event loop, whose thread it is the child of: when that thread ends, however it does, the kernel
/// ends the process.
final class FunctionProcess {
    enum End: Equatable {
        case exited(Int32)
        case killed(Int32)
    }

    let processID: pid_t
    /// Where its standard output and error can be read.
    let output: Int32
    private(set) var end: End?

    /// More than this of data makes an allocation fail, whatever the watch over its memory does.
    private static let dataHeadroomBytes: UInt = 256 << 20
    /// Files and sockets that a function may have open (AWS, "Lambda quotas").
    private static let descriptorsMax: UInt = 1_024

    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    init(
        _ code: FunctionCode,
        environment: [String: String],
        memoryMegabytes: Int
    ) throws(Failure) {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw Failure(description: Self.reason("make a pipe")) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let null = open("/dev/null", O_RDONLY | O_CLOEXEC)
        defer {
            close(ends[1])
            close(null)
        }
        let variables = environment.map { "\($0.key)=\($0.value)" }
        let dataMax = UInt(memoryMegabytes) << 21 + Self.dataHeadroomBytes
        processID = Self.withCStrings(code.arguments) { arguments in
            Self.withCStrings(variables) { environment in
                clinux_spawn(
                    code.program,
                    arguments,
                    environment,
                    code.folder,
                    ends[1],
                    null,
                    dataMax,
                    Self.descriptorsMax
                )
            }
        }
        output = ends[0]
        guard processID > 0 else {
            close(ends[0])
            throw Failure(description: Self.reason("start \(code.program)"))
        }
    }

    /// Ends it and all it has started, at once.
    func kill() {
        guard end == nil else { return }
        if Glibc.kill(-processID, SIGKILL) != 0 { Glibc.kill(processID, SIGKILL) }
    }

    /// How it ended, if it has by now.
    func reap() -> End? {
        if let end { return end }
        var status: Int32 = 0
        guard waitpid(processID, &status, WNOHANG) == processID else { return nil }
        var signal: Int32 = 0
        let code = clinux_exit_status(status, &signal)
        end = code >= 0 ? .exited(code) : .killed(signal)
        return end
    }

    /// Waits for the end of a process that was killed, at most a second: only one that hangs in the kernel takes longer, and
    /// it is left to whoever inherits it.
    func reapKilled() {
        for _ in 0..<1_000 where reap() == nil { usleep(1_000) }
    }

    /// The memory it holds now.
    var residentBytes: Int {
        let descriptor = open("/proc/\(processID)/statm", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return 0 }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 128)
        let count = max(0, read(descriptor, &buffer, buffer.count))
        let words = String(decoding: buffer.prefix(count), as: UTF8.self).split(separator: " ")
        return words.count > 1 ? (Int(words[1]) ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE))) : 0
    }

    private static func reason(_ action: String) -> String { "cannot \(action): \(String(cString: strerror(errno)))" }

    /// `texts` as C has a list of them: pointers, the last one null.
    private static func withCStrings<Result>(
        _ texts: [String],
        _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        var pointers: [UnsafeMutablePointer<CChar>?] = texts.map { strdup($0) }
        defer { for pointer in pointers { free(pointer) } }
        pointers.append(nil)
        return pointers.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { preconditionFailure("a list with an end is not empty") }
            return body(base)
        }
    }
}
