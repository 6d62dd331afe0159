import Glibc
import StepJobs
import StepYAML
import Testing
@Suite struct ZZTests {
    @Test func show() throws {
        for name in ["five-mistakes", "four-mistakes"] {
            let text = try Fixture.load("diagnostics/\(name).yaml").text
            let f = fopen("\(Fixture.folder)/diagnostics/\(name).txt", "w")
            fputs(text, f)
            fclose(f)
        }
    }
    @Test func time() throws {
        let clock = ContinuousClock()
        func run(_ name: String, _ text: String) {
            var n = 0
            let d = clock.measure { n = YAMLParser.parse(Array(text.utf8), file: "t.yaml").diagnostics.count }
            print(name, text.utf8.count, n, d)
        }
        run("lines", String(repeating: "a: b: c\n", count: 250_000))
        run("10k", String(repeating: "a: b: c\n", count: 10_000))
        run("tabs", "a:\n" + String(repeating: "\tb: 1\n", count: 10_000))
        run("expr", "a:\n" + String(repeating: "  b: {% x %}\n", count: 10_000))
        run("indent", "a:\n    x: 1\n" + String(repeating: "   b: 1\n", count: 10_000))
        run("comments then bad", String(repeating: "# comment line\n", count: 130_000) + String(repeating: "a: b: c\n", count: 100))
        run("text then bad", "t: |\n" + String(repeating: "  comment line\n", count: 130_000) + String(repeating: "a: b: c\n", count: 100))
        run("brackets", String(repeating: "[", count: 99) + "\n" + String(repeating: "]\n", count: 120))
        run("brackets lines", String(repeating: "a: [[[[[[[[[[\n", count: 10_000))
        run("quote", "a: \"" + String(repeating: "x: y\n", count: 400_000))
        run("quotes", String(repeating: "a: \"x\n", count: 10_001))
        run("longline", "a: " + String(repeating: "${ ", count: 600_000) + ": {% x %} b: c")
        run("long expr", "a: {% " + String(repeating: "{% ", count: 600_000) + "\nb: c: d\n")
        run("dashes", String(repeating: "- ", count: 90) + "a\n b: c: d\n- b: - c\n")
        run("dashes2", String(repeating: "- ", count: 1_000_000) + "a\n b: c: d\n- b: - c\n")
        run("nonascii", String(repeating: "ä: b: c\n", count: 200_000))
    }
}
