import CLinux
import Glibc

/// A process by a descriptor (pidfd_open(2)): it stays that process when its number goes to another, and poll(2) tells its
/// end, whosever child it is.
package struct ProcessHandle: Sendable {
    package let descriptor: Int32

    /// nil where there is no such process.
    package init?(_ process: Int32) {
        let descriptor = clinux_open_process(process)
        guard descriptor >= 0 else { return nil }
        self.descriptor = descriptor
    }

    package func close() { Glibc.close(descriptor) }

    /// Waits for the end of a process that has ended or is about to, takes its status where it is a child, and closes the
    /// handle.
    package func reap() {
        clinux_reap_process(descriptor)
        close()
    }

    /// Whether the signal was sent; false, with `errno`, where the process is another user's or gone.
    func signal(_ number: Int32) -> Bool { clinux_signal_process(descriptor, number) == 0 }
}
