import StepJSON
import Testing

@Suite struct JSONValueTests {
    /// ECMA-262, Number::toString.
    @Test(arguments: [
        (0.1, "0.1"), (1e21, "1e+21"), (1e20, "100000000000000000000"), (1e-6, "0.000001"), (1e-7, "1e-7"),
        (123.456, "123.456"), (-1.5e-9, "-1.5e-9"), (1.7976931348623157e308, "1.7976931348623157e+308"),
        (Double.leastNonzeroMagnitude, "5e-324"), (100.0, "100"), (-0.0, "0"), (123456789.125, "123456789.125"),
    ])
    func numbersAreWrittenAsJavaScriptDoes(value: Double, text: String) {
        #expect(JSONNumber.text(of: value) == text)
    }

    @Test func numbersCompareByValue() throws {
        #expect(try JSONParser.parse("1.0") == 1)
        #expect(try JSONParser.parse("1e2") == 100)
        #expect(try JSONParser.parse("0.5") != 1)
        #expect(JSONValue.bool(true) != 1)
    }

    @Test func objectsKeepTheirOrderAndCompareWithoutIt() throws {
        let value = try JSONParser.parse(#"{"b":1,"a":2,"b":3}"#)
        #expect(JSONWriter.text(of: value) == #"{"b":3,"a":2}"#)
        #expect(value == ["a": 2, "b": 3])
    }

    @Test func largeObjectsFindRemoveAndReplaceMembers() {
        var object = JSONObject()
        for index in 0..<1_000 { object["key\(index)"] = .number(JSONNumber(index)) }
        object["key500"] = nil
        object["key7"] = "seven"
        #expect(object.count == 999)
        #expect(object["key500"] == nil)
        #expect(object["key7"] == "seven")
        #expect(object["key999"] == 999)
        #expect(object.keys[7] == "key7" && object.keys[500] == "key501")
    }

    @Test func canonicallyEquivalentKeysAreTwoKeys() throws {
        let value = try JSONParser.parse("{\"\u{e9}\":1,\"e\u{301}\":2}")
        #expect(value.objectValue?.count == 2)
        #expect(value["e\u{301}"] == 2)
    }

    @Test func prettyTextIndentsByTwo() throws {
        let value = try JSONParser.parse(#"{"a":[1,{}],"b":[]}"#)
        #expect(JSONWriter.prettyText(of: value) == "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": []\n}")
    }
}
