import CLinux
import Glibc

/// A memory file that nobody can change any more (memfd_create(2)): how what must not be on a disk goes to another process.
package struct SealedMemory {
    package let descriptor: Int32

    /// nil, with `errno`, where there is no memory for it.
    package init?(_ text: String, name: String) {
        let bytes = Array(text.utf8)
        descriptor = bytes.withUnsafeBytes { clinux_sealed_memory(name, $0.baseAddress, $0.count) }
        if descriptor < 0 { return nil }
    }

    package func close() { Glibc.close(descriptor) }
}
