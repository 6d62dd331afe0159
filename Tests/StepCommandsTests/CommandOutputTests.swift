import Testing

@testable import StepKeeper

/// What is kept of a command's output.
@Suite struct CommandOutputTests {
    private static func lines(_ text: String, secrets: [String], chunk: Int) -> [String] {
        var splitter = LineSplitter(secrets: secrets)
        var lines: [[UInt8]] = []
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: chunk) {
            lines += splitter.take(bytes[start..<min(start + chunk, bytes.count)])
        }
        return (lines + splitter.finish()).map { String(decoding: $0, as: UTF8.self) }
    }

    @Test(arguments: [1, 3, 1_000]) func linesAreTheSameHoweverTheyCome(chunk: Int) {
        #expect(Self.lines("a\n\nb\nc", secrets: [], chunk: chunk) == ["a\n", "\n", "b\n", "c"])
    }

    @Test(arguments: [1, 4, 1_000]) func secretsAreTakenOut(chunk: Int) {
        let text = "pass hunter22 hunter2 hunter2\nBEGIN\nkey1line\nEND"
        #expect(
            Self.lines(text, secrets: ["hunter2", "hunter22", "BEGIN\nkey1line\nEND", "x"], chunk: chunk) == [
                "pass *** *** ***\n", "***\n", "***\n", "END",
            ]
        )
    }

    @Test func aLineWithoutEndIsCut() {
        let lines = Self.lines(String(repeating: "x", count: LineSplitter.lineBytesMax + 5), secrets: [], chunk: 4_096)
        #expect(lines.map(\.utf8.count) == [LineSplitter.lineBytesMax, 5])
    }

    @Test func theEndOfTheOutputIsKeptByWholeLines() {
        var tail = OutputTail(bytesMax: 10)
        for number in 0..<100 { tail.append(Array("line\(number)\n".utf8)) }
        #expect(tail.takeText() == "line99\n")
        #expect(tail.cutBytes == 10 * 6 + 90 * 7 - 7)
        var short = OutputTail(bytesMax: 10)
        short.append(Array("0123456789".utf8))
        #expect(short.takeText() == "0123456789")
        #expect(short.cutBytes == 0)
    }
}
