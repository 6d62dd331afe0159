import StepJobs

/// A property of a transient unit: its name and value on the bus (org.freedesktop.systemd1(5)).
struct UnitProperty: Equatable {
    enum Value: Equatable {
        case string(String)
        case flag(Bool)
        case int32(Int32)
        case uint64(UInt64)
        case strings([String])
        case descriptor(Int32)
        /// A program and its arguments.
        case command([String])
        /// Names and what they stand for, in the order of the names.
        case pairs([String: String])

        /// A setting of a sandbox.
        init(_ value: SandboxSetting.Value) {
            switch value {
            case .flag(let flag): self = .flag(flag)
            case .word(let word): self = .string(word)
            case .paths(let paths): self = .strings(paths)
            }
        }

        /// The type on the bus.
        var signature: String {
            switch self {
            case .string: "s"
            case .flag: "b"
            case .int32: "i"
            case .uint64: "t"
            case .strings: "as"
            case .descriptor: "h"
            case .command: "a(sasb)"
            case .pairs: "a(ss)"
            }
        }
    }

    var name: String
    var value: Value

    init(_ name: String, _ value: Value) {
        self.name = name
        self.value = value
    }
}
