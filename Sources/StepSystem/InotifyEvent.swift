import CLinux
import CSystemd

/// One event as inotify(7) writes it.
struct InotifyEvent {
    var watch: Int32
    var mask: UInt32
    /// `nil` when the event is about the directory itself, or the name is not UTF-8.
    var name: String?

    func has(_ bit: some BinaryInteger) -> Bool { mask & UInt32(truncatingIfNeeded: bit) != 0 }

    /// The events in what one read gave.
    static func all(in bytes: ArraySlice<UInt8>) -> [InotifyEvent] {
        var events: [InotifyEvent] = []
        var rest = bytes
        // struct inotify_event: wd, mask, cookie and len, 4 bytes each, then len bytes of name filled up with zeros.
        while rest.count >= 16 {
            let start = rest.startIndex
            let length = Int(word(rest, start + 12))
            guard rest.count >= 16 + length else { break }
            let name = rest[(start + 16)..<(start + 16 + length)].prefix { $0 != 0 }
            events.append(
                InotifyEvent(
                    watch: Int32(bitPattern: word(rest, start)),
                    mask: word(rest, start + 4),
                    name: name.isEmpty ? nil : String(validating: name, as: UTF8.self)
                )
            )
            rest = rest.dropFirst(16 + length)
        }
        return events
    }

    private static func word(_ bytes: ArraySlice<UInt8>, _ at: Int) -> UInt32 {
        bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: at - bytes.startIndex, as: UInt32.self) }
    }
}
