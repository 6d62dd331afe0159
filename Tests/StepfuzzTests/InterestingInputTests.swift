import Testing

@testable import stepfuzz

/// Inputs that broke a parser once, or that go deep into one: run again each time.
@Suite struct InterestingInputTests {
    private static let folder = String(#filePath.dropLast("InterestingInputTests.swift".count)) + "Fixtures"

    /// Generous: without optimisation, on a busy machine.
    private static let secondsMax = 10.0

    @Test(arguments: FuzzTarget.allCases)
    func noneBreaksItsParser(_ target: FuzzTarget) throws {
        let inputs = InputFolder(path: "\(Self.folder)/\(target.rawValue)").inputs
        #expect(inputs.count >= 3)
        for (name, bytes) in inputs {
            let start = FuzzWorker.now
            _ = try target.run(bytes)
            let seconds = FuzzWorker.now - start
            #expect(seconds < Self.secondsMax, "\(target.rawValue)/\(name) took \(seconds) s")
        }
    }

    /// Ten thousand of the same within each other are an error, or nothing; never the end of the process.
    @Test(
        arguments: [
            (.json, "[", "]"), (.json, "{\"a\":", ""), (.yaml, "[", "]"), (.yaml, "{a: ", ""), (.yaml, "- ", ""),
            (.yaml, "? ", ""), (.jsonpath, "$[?(@.a", ""), (.jsonpath, "$[?(", ""), (.jsonpath, "$[?(!(", ""),
            (.jsonpath, "[", "]"), (.jsonpath, ".a", ""), (.intrinsic, "States.Array(", ")"), (.jsonata, "(", ")"),
            (.jsonata, "[", "]"), (.jsonata, "{\"a\":", ""), (.jsonata, "$f(", ""), (.jsonata, "a?", ""),
            (.jsonata, "-", ""), (.jsonata, "1+", ""), (.jsonata, "a.", ""), (.jsonata, "a~>", ""),
            (.jsonata, "function($x){", "}"), (.jsonata, "a[", "]"), (.jsonata, "/(", ""),
            (.asl, "{\"StartAt\":", ""), (.asl, "[", "]"),
            (.asl, #"{"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,"Branches":["#, "]}}}"),
            (.asl, #"{"StartAt":"C","States":{"C":{"Type":"Choice","Choices":[{"Not":"#, ""),
        ] as [(FuzzTarget, String, String)]
    )
    func deepNestingBreaksNoParser(_ target: FuzzTarget, _ open: String, _ close: String) throws {
        let start = FuzzWorker.now
        for middle in ["", "1", "a"] {
            for prefix in ["", "$", "1"] {
                let text =
                    prefix + String(repeating: open, count: 10_000) + middle + String(repeating: close, count: 10_000)
                _ = try target.run(Array(text.utf8))
            }
        }
        #expect(FuzzWorker.now - start < Self.secondsMax)
    }

    @Test func theSameSeedMakesTheSameInputs() {
        let inputs: [[UInt8]] = [Array("{\"a\":1}".utf8), Array("[]".utf8)]
        var first = InputMutator(seed: 7, words: FuzzTarget.json.words)
        var second = InputMutator(seed: 7, words: FuzzTarget.json.words)
        for _ in 0..<200 { #expect(first.input(from: inputs) == second.input(from: inputs)) }
    }
}
