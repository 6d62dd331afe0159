import StepJSON
import StepLauncher
import Testing

@Suite struct CommandRequestTests {
    @Test func argumentsThatAreNoCommandAreRefused() throws {
        let good = try CommandRequest(try JSONParser.parse(#"{"Run": "x", "Shell": ["bash", "-c"], "Output": "json"}"#))
        #expect(good.words == ["bash", "-c", "x"])
        for text in [
            "{}", #"{"Command": []}"#, #"{"Command": [1]}"#, #"{"Command": ["a\u0000"]}"#, #"{"Run": 3}"#,
            #"{"Command": ["a"], "Output": "xml"}"#, #"{"Command": ["a"], "Environment": {"A": 1}}"#,
            #"{"Command": ["a"], "CPUQuota": "all"}"#, #"{"Command": ["a"], "Sandbox": {"BindPaths": ["/"]}}"#,
            #"{"Command": ["a"], "Sandbox": {"PrivateTmp": "maybe"}}"#,
            #"{"Command": ["a"], "Sandbox": {"ReadWritePaths": ["relative"]}}"#,
        ] {
            let arguments = try JSONParser.parse(text)
            #expect(throws: CommandRequest.Fault.self, "\(text)") { try CommandRequest(arguments) }
        }
    }
}
