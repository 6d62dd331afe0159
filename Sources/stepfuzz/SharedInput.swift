import Glibc

/// The input that is being run, in a file that outlives the process it may kill.
final class SharedInput {
    private static let headerBytes = 64
    private static let bytes = headerBytes + InputMutator.bytesMax

    private let memory: UnsafeMutableRawPointer

    /// - Parameter path: the file, made if need be.
    init?(path: String) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        guard ftruncate(descriptor, off_t(Self.bytes)) == 0,
            let memory = mmap(nil, Self.bytes, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0), memory != MAP_FAILED
        else { return nil }
        self.memory = memory
    }

    deinit { munmap(memory, Self.bytes) }

    /// Inputs that were begun.
    var executions: UInt64 {
        get { memory.load(as: UInt64.self) }
        set { memory.storeBytes(of: newValue, as: UInt64.self) }
    }

    /// The input that was begun last.
    var input: [UInt8] {
        get {
            let count = min(Int(memory.load(fromByteOffset: 8, as: UInt64.self)), InputMutator.bytesMax)
            return Array(UnsafeRawBufferPointer(start: memory + Self.headerBytes, count: count))
        }
        set {
            memory.storeBytes(of: UInt64(newValue.count), toByteOffset: 8, as: UInt64.self)
            newValue.withUnsafeBytes { bytes in
                UnsafeMutableRawBufferPointer(start: memory + Self.headerBytes, count: bytes.count)
                    .copyMemory(from: bytes)
            }
        }
    }
}
