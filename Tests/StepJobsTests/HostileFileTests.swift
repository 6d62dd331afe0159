import StepJobs
import StepYAML
import Testing

/// Files that want too much: each is one error, or a bounded number of them, and soon said.
@Suite struct HostileFileTests {
    struct Hostile: Sendable, CustomTestStringConvertible {
        var name: String
        var bytes: [UInt8]
        /// What one of the errors says.
        var says: String

        var testDescription: String { name }

        init(_ name: String, _ text: String, says: String) {
            (self.name, self.says) = (name, says)
            bytes = Array(text.utf8)
        }

        init(_ name: String, bytes: [UInt8], says: String) {
            (self.name, self.bytes, self.says) = (name, bytes, says)
        }
    }

    private static func times(_ count: Int, _ text: String) -> String { String(repeating: text, count: count) }

    static let files: [Hostile] = [
        Hostile(
            "2 MB of steps",
            "steps:\n" + (0..<19_000).map { "  - { id: s\($0), run: \"\(times(80, "x"))\" }\n" }.joined(),
            says: "more than 1000 steps"
        ),
        Hostile("more than 2 MB", times(1 << 18, "# a long line\n"), says: "at most 2097152 are read"),
        Hostile(
            "a literal of 100,000 lines",
            "steps:\n  - id: a\n    run: |\n" + times(100_000, "      line of text\n"),
            says: "the definition has more than 1048576 bytes"
        ),
        Hostile(
            "a folded scalar of 100,000 lines",
            "steps:\n  - id: a\n    run: >\n" + times(100_000, "      line of text\n"),
            says: "the definition has more than 1048576 bytes"
        ),
        Hostile(
            "a quoted scalar of 100,000 lines",
            "steps:\n  - id: a\n    run: \"" + times(100_000, "line of text\n      ") + "\"\n",
            says: "the definition has more than 1048576 bytes"
        ),
        Hostile(
            "an expression of 100,000 lines",
            "steps:\n  - id: a\n    wait: \"{% " + times(100_000, "1 +\n      ") + "1 %}\"\n",
            says: "the expression has more than 65536 bytes"
        ),
        Hostile(
            "10,000 nested lists",
            "steps: " + times(10_000, "[") + times(10_000, "]"),
            says: "nested more than 100 deep"
        ),
        Hostile("10,000 nested mappings", "steps: " + times(10_000, "{a: "), says: "nested more than 100 deep"),
        Hostile("10,000 nested items", "steps:\n  " + times(10_000, "- ") + "a", says: "nested more than 100 deep"),
        Hostile(
            "aliases of aliases of aliases",
            "a: &a [x,x,x,x,x,x,x,x,x]\n"
                + zip("bcdefghijkl", "abcdefghijk").map { name, inner in
                    "\(name): &\(name) [\(times(8, "*\(inner),"))*\(inner)]\n"
                }.joined() + "steps: *l\n",
            says: "each alias counted as what it stands for"
        ),
        Hostile(
            "aliases of a large scalar",
            "x: &a \"\(times(500_000, "y"))\"\nsteps: [\(times(2_000, "*a, "))]\n",
            says: "each alias counted as what it stands for"
        ),
        Hostile("an alias of itself", "steps: &a [*a]\n", says: "stands inside the value it stands for"),
        Hostile(
            "invalid UTF-8",
            bytes: Array("steps:\n  - id: \u{61}".utf8) + [0xFF, 0x0A],
            says: "0xFF is not valid"
        ),
        Hostile("an overlong byte", bytes: Array("steps: ".utf8) + [0xC0, 0xAF], says: "0xC0 is not valid UTF-8"),
        Hostile("a surrogate", bytes: Array("steps: ".utf8) + [0xED, 0xA0, 0x80], says: "0xED is not valid UTF-8"),
        Hostile("UTF-16", bytes: [0xFF, 0xFE] + "steps: []".utf8.flatMap { [$0, 0] }, says: "UTF-16"),
        Hostile("a NUL byte", bytes: Array("steps:\n  - id: a".utf8) + [0], says: "a NUL byte"),
        Hostile("a million NUL bytes", bytes: [UInt8](repeating: 0, count: 1_000_000), says: "a NUL byte"),
        Hostile("a key of 1 MB", "? \(times(1_000_000, "k"))\n: 1\nsteps: [{ wait: 1s }]\n", says: "unknown key"),
        Hostile(
            "100,000 keys",
            "steps: [{ wait: 1s }]\n" + (0..<100_000).map { "k\($0): 1\n" }.joined(),
            says: "more than 100000 values"
        ),
        Hostile(
            "10,000 documents",
            times(10_000, "job: x\nsteps: [{ wait: 1s }]\n---\n"),
            says: "two jobs are called `x`"
        ),
        Hostile(
            "a number of 100,000 digits",
            "timeout: \(times(100_000, "9"))\nsteps: [{ wait: 1s }]\n",
            says: "`timeout`"
        ),
        Hostile(
            "20,000 nested brackets in an expression",
            "steps:\n  - { wait: \"{% \(times(20_000, "(")) %}\" }\n",
            says: "nested more than 250 deep"
        ),
        Hostile(
            "15,000 nested filters in an expression",
            "steps:\n  - { wait: \"{% a\(times(15_000, "[b")) %}\" }\n",
            says: "nested more than 250 deep"
        ),
        Hostile(
            "8,000 variables in a path",
            "steps:\n  - { wait: \"{% \(times(8_000, "$params."))a %}\" }\n",
            says: "more than 1000 operators in a row"
        ),
        Hostile(
            "900 broken expressions",
            "steps:\n" + times(900, "  - { wait: \"{% ( %}\" }\n"),
            says: "more errors and warnings are not shown"
        ),
        Hostile(
            "line ends of another age",
            "steps:\r" + times(5_000, "  - id: a\r    runn: x\r"),
            says: "more than 1000 steps"
        ),
    ]

    @Test(arguments: files)
    func eachIsABoundedError(file: Hostile) {
        let result = JobFile.load(path: "hostile.yaml", bytes: file.bytes, catalog: nil)
        #expect(result.jobs.isEmpty && result.diagnostics.hasErrors)
        #expect(result.diagnostics.count <= JobFile.diagnosticsMax + 1)
        #expect(result.diagnostics.contains { $0.message.contains(file.says) }, "\(result.text.prefix(2_000))")
        // What is shown of it is bounded as well.
        let longest = result.diagnostics.map { $0.message.utf8.count }.max() ?? 0
        #expect(result.text.utf8.count <= 1 << 17 && longest <= 1 << 11, "\(longest)")
    }
}
