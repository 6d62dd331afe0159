import StepTime
import Testing

@testable import stepctl

@Suite struct RunInputTests {
    @Test func parametersAreJSONWhereTheyReadAsJSON() throws {
        let input = try RunInput(text: nil, parameters: ["n=5", "s=five", "q=\"5\"", "o={\"a\":[1]}", "e=", "x=a=b"])
        #expect(input.text == #"{"n":5,"s":"five","q":"5","o":{"a":[1]},"e":"","x":"a=b"}"#)
    }

    @Test func parametersOverrideTheInput() throws {
        #expect(try RunInput(text: #"{"a":1,"b":2}"#, parameters: ["a=3"]).text == #"{"a":3,"b":2}"#)
    }

    @Test func inputAloneIsHandedOnAsItIs() throws {
        #expect(try RunInput(text: " [1.0, 2] ", parameters: []).text == " [1.0, 2] ")
        #expect(try RunInput(text: nil, parameters: []).text == nil)
    }

    @Test(
        arguments: [
            ("{", []), ("[1]", ["a=1"]), (nil, ["a"]), (nil, ["=1"]),
        ] as [(String?, [String])]
    )
    func unusableInputIsAUsageError(text: String?, parameters: [String]) {
        let error = #expect(throws: CommandError.self) { try RunInput(text: text, parameters: parameters) }
        #expect(error?.status == .usage)
    }

    @Test func generatedNamesAreValidAndSortByTime() {
        let early = RunName.generate(at: Timestamp(milliseconds: 1_795_437_023_045))
        let late = RunName.generate(at: Timestamp(milliseconds: 1_795_437_024_045))
        #expect(early.hasPrefix("manual-20261123T123023Z-"))
        #expect(early < late)
        #expect(early.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" })
    }
}
