import CLinux
import Glibc
import StepJSON

/// The daemon's end of one request to the launcher.
///
/// Never waits: whoever has it polls `descriptor`, and calls `take` when there is something to read.
package struct LauncherConnection {
    package let descriptor: Int32
    private var bytes: [UInt8] = []

    private static let answerBytesMax = 64 << 10

    /// Why nothing could be asked.
    package struct Fault: Error {
        package var reason: String

        fileprivate init(_ path: String) {
            let hint = errno == ENOENT || errno == ECONNREFUSED ? "; `systemctl start stepd-launcher.socket`" : ""
            reason = "the launcher at \(path) cannot be asked: \(String(cString: strerror(errno)))\(hint)"
        }
    }

    /// Sends a request to the launcher at `path`, with a command's record where it is one to start.
    package init(path: String, _ request: LaunchRequest, record: Int32? = nil) throws(Fault) {
        guard let memory = SealedMemory(JSONWriter.text(of: request.json), name: "stepd-request") else {
            throw Fault(path)
        }
        defer { memory.close() }
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw Fault(path) }
        let descriptors = [memory.descriptor] + (record.map { [$0] } ?? [])
        guard Self.connect(descriptor, path) == 0,
            clinux_send_descriptors(descriptor, descriptors, Int32(descriptors.count)) == 0
        else {
            let fault = Fault(path)
            Glibc.close(descriptor)
            throw fault
        }
    }

    private static func connect(_ descriptor: Int32, _ path: String) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytesMax = MemoryLayout.size(ofValue: address.sun_path) - 1
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix(bytesMax)) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }

    /// Takes what has come; the answer when that is all, nil before. A launcher that ends without one has failed.
    package mutating func take() -> LaunchAnswer? {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
        if count < 0, errno == EAGAIN || errno == EINTR { return nil }
        if count > 0 { bytes += buffer[..<count] }
        guard count <= 0 || bytes.count > Self.answerBytesMax else { return nil }
        let answer = (try? JSONParser.parse(String(decoding: bytes, as: UTF8.self))).flatMap(LaunchAnswer.init)
        return answer ?? .failed("the launcher gave no answer; see `journalctl -t stepd-launcher`")
    }

    package func close() { Glibc.close(descriptor) }
}
