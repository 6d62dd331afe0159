import Glibc

/// A call to the operating system that failed: what was tried, on what, and the errno.
package struct SystemError: Error, Equatable, CustomStringConvertible {
    /// What could not be done, such as `watch /etc/stepd/jobs.d`.
    package var action: String
    /// errno(3).
    package var errno: Int32

    /// The call that has just failed while doing `action`.
    package init(_ action: String, errno: Int32 = Glibc.errno) {
        self.action = action
        self.errno = errno
    }

    /// The action and what the errno means.
    package var description: String { "cannot \(action): \(String(cString: strerror(errno)))" }
}
