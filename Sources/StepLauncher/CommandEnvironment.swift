import Glibc
import StepSystem

/// What every command finds in its environment, as systemd gives it to units (systemd.exec(5), "Environment variables in
/// spawned processes").
package enum CommandEnvironment {
    private static let path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    /// What goes over from the daemon's environment: nothing else does.
    private static let inherited = ["LANG", "TZ"]

    /// For a command of `user`, or of the daemon's own user.
    static func variables(user: String?) -> [String: String] {
        var variables = ["PATH": getenv("PATH").map { String(cString: $0) } ?? path]
        for name in inherited { variables[name] = getenv(name).map { String(cString: $0) } }
        guard let entry = user.map({ getpwnam($0) }) ?? getpwuid(geteuid()) else { return variables }
        variables["USER"] = String(cString: entry.pointee.pw_name)
        variables["LOGNAME"] = variables["USER"]
        variables["HOME"] = String(cString: entry.pointee.pw_dir)
        variables["SHELL"] = String(cString: entry.pointee.pw_shell)
        return variables
    }

    /// Whether the daemon's log is the journal, which is where commands write then.
    package static let usesJournal = LogDestination.detect() == .journal
}
