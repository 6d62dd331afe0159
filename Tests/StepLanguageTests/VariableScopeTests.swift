import StepJSON
import StepLanguage
import Testing

/// Variables of blocks within each other.
@Suite struct VariableScopeTests {
    private static func pass(_ variable: String) -> JSONValue {
        ["Type": "Pass", "Assign": [variable: 1], "End": true]
    }

    private static func processor(_ config: JSONValue, _ state: JSONValue) -> JSONValue {
        ["ProcessorConfig": config, "StartAt": "I", "States": ["I": state]]
    }

    private func warnings(_ definition: JSONValue) -> [String] {
        StateMachine.diagnose(definition).diagnostics.filter { $0.code == "OUTER_SCOPE_VARIABLE" }.map(\.location)
    }

    private func machine(_ config: JSONValue, inner: String, catchAssigns: String = "other") -> JSONValue {
        definition([
            "First": ["Type": "Pass", "Assign": ["x": 1], "Next": "Each"],
            "Each": [
                "Type": "Map", "ItemProcessor": Self.processor(config, Self.pass(inner)), "End": true,
                "Catch": [["ErrorEquals": ["E"], "Next": "Last", "Assign": [catchAssigns: 1]]],
            ],
            "Last": ["Type": "Succeed"],
        ])
    }

    @Test func anInnerScopeDoesNotAssignWhatAnOuterOneDoes() {
        let place = "/States/Each/ItemProcessor/States/I/Assign"
        #expect(warnings(machine(["Mode": "INLINE"], inner: "x")) == [place])
        #expect(warnings(machine(["Mode": "INLINE"], inner: "y")) == [])
        #expect(warnings(machine(["Mode": "INLINE"], inner: "y", catchAssigns: "y")) == [place])
    }

    // Recorded: a branch assigns what the Parallel's own Catch assigns too.
    @Test func itIsNoError() {
        #expect(faults(machine(["Mode": "INLINE"], inner: "y", catchAssigns: "y")) == [])
    }

    @Test func childrenOfADistributedMapHaveVariablesOfTheirOwn() {
        #expect(warnings(machine(["Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"], inner: "x")) == [])
    }
}
