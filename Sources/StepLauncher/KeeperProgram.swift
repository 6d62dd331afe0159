import Glibc

/// Where `stepd-keeper` is.
package enum KeeperProgram {
    /// Beside this program, as it was built; else where the package has it.
    package static let path: String = {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        let own = String(decoding: buffer.prefix(max(0, count)).map(UInt8.init(bitPattern:)), as: UTF8.self)
        let folder = own.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        let beside = "\(folder)/stepd-keeper"
        return access(beside, X_OK) == 0 ? beside : installed
    }()

    private static let installed = "/usr/lib/stepd/stepd-keeper"
}
