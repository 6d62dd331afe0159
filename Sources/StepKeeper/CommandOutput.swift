import Glibc
import StepSystem

/// What a command writes: to the journal line by line, and kept as far as its report needs it.
struct CommandOutput {
    private var splitter: LineSplitter
    private(set) var tail: OutputTail
    private let spec: CommandSpec
    private let isError: Bool

    /// Bytes of standard error that are kept, to say why a command failed.
    private static let errorBytesMax = 4 << 10

    init(_ spec: CommandSpec, isError: Bool) {
        self.spec = spec
        self.isError = isError
        splitter = LineSplitter(secrets: spec.secrets)
        tail = OutputTail(bytesMax: isError ? Self.errorBytesMax : Int(clamping: spec.outputBytesMax))
    }

    mutating func take(_ bytes: some Collection<UInt8>) {
        for line in splitter.take(bytes) { add(line) }
    }

    /// The text that is kept, when all has come.
    mutating func finish() -> (text: String, cutBytes: Int) {
        for line in splitter.finish() { add(line) }
        let text = tail.takeText()
        return (text, tail.cutBytes)
    }

    private mutating func add(_ line: [UInt8]) {
        tail.append(line)
        let text = line.last == UInt8(ascii: "\n") ? line.dropLast() : line[...]
        guard !text.isEmpty else { return }
        if spec.usesJournal { tellJournal(Array(text)) } else { tellError(text) }
    }

    private func tellJournal(_ text: [UInt8]) {
        var fields: [(name: String, value: [UInt8])] = [("MESSAGE", text)]
        // Notice and info, as systemd has it for a unit's two outputs, one below the other.
        fields.append(("PRIORITY", Array((isError ? "5" : "6").utf8)))
        for (name, value) in spec.fields { fields.append((name, Array(value.utf8))) }
        _ = NativeJournal.send(fields)
    }

    private func tellError(_ text: ArraySlice<UInt8>) {
        var line = Array("\(spec.fields["STEPD_RUN"] ?? "-"): ".utf8)
        line += text
        line.append(UInt8(ascii: "\n"))
        _ = line.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
