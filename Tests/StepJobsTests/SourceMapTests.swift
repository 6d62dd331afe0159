import StepJSON
import StepJobs
import StepYAML
import Testing

@Suite struct SourceMapTests {
    private func polls() throws -> Job { try #require(try Fixture.load("lowering/polls.yaml").jobs.first) }

    @Test(arguments: [
        ("alone.start", 3), ("alone", 4), ("alone.wait", 5), ("alone.check", 6), ("chained.start", 8), ("chained", 11),
        ("chained.check", 16), ("done", 2), ("failed", 2),
    ]) func everyGeneratedStateLeadsToItsLine(state: String, line: Int) throws {
        #expect(try polls().sourceMap.range(ofState: state)?.start.line == line)
    }

    @Test func anUnknownStateLeadsNowhere() throws {
        #expect(try polls().sourceMap.range(ofState: "nowhere") == nil)
    }

    @Test(arguments: [
        ("/States/chained.start/Arguments/DbInstanceIdentifier", 10, 37),
        ("/States/chained.start/Assign/chained_deadline", 14, 14),
        ("/States/chained/Arguments/DbSnapshotIdentifier", 13, 37),
        ("/States/chained/Retry[0]/IntervalSeconds", 11, 5),
        ("/States/alone/Retry[1]/MaxAttempts", 4, 43),
        ("/States/alone/Catch[0]/ErrorEquals[0]", 4, 62),
        ("/States/alone.check/Choices[0]/Condition", 6, 12),
        ("/", 2, 1),
    ]) func everyGeneratedFieldLeadsToWhatItCameFrom(location: String, line: Int, column: Int) throws {
        let start = try polls().sourceMap.range(at: location).start
        #expect("\(start.line):\(start.column)" == "\(line):\(column)")
    }

    @Test func theMapSurvivesBeingStored() throws {
        for name in ["polls", "calls", "rds-snapshot"] {
            let job = try #require(try Fixture.load("lowering/\(name).yaml").jobs.first)
            let text = JSONWriter.text(of: job.sourceMap.json)
            #expect(SourceMap(json: try JSONParser.parse(text)) == job.sourceMap)
        }
        #expect(SourceMap(json: ["version": 2]) == nil)
    }

    // MARK: - Places inside expressions

    /// Where the text `part` of the expression at `location` stands in the file.
    private func place(of part: String, at location: String, in text: String) throws -> String {
        let result = Fixture.load(text: text)
        #expect(result.text.isEmpty)
        let job = try #require(result.jobs.first)
        let field = JSONPointer.tokens(location).reduce(Optional(job.definition)) { value, key in
            value.flatMap { $0[key] ?? Int(key).flatMap($0.subscriptIndex) }
        }
        let expression = Array(try #require(field?.stringValue).utf8)
        let wanted = Array(part.utf8)
        let offset = try #require(expression.indices.first { expression[$0...].starts(with: wanted) })
        let start = job.sourceMap.range(at: location, expressionOffset: offset).start
        return "\(start.line):\(start.column)"
    }

    @Test func anOffsetInALoweredExpressionLeadsIntoTheScalar() throws {
        let text = """
            timeout: 1h
            steps:
              - id: a
                poll: { aws: rds.describeDBSnapshots }
                until: >-
                  {% $result.DBSnapshots[0].Status = 'ä'
                  or $result.DBSnapshots[0].PercentProgress
                  = 100 %}
            """
        let location = "/States/a.check/Choices/0/Condition"
        #expect(try place(of: "[0].Status", at: location, in: text) == "6:29")
        #expect(try place(of: "or ", at: location, in: text) == "7:7")
        #expect(try place(of: "= 100", at: location, in: text) == "8:7")
    }

    @Test func anOffsetInATemplateLeadsIntoItsPiece() throws {
        let text = """
            params: { name: x }
            steps:
              - id: a
                aws: rds.describeDBSnapshots
                with: { DBSnapshotIdentifier: "it's \\"\\u00e4\\" ${{ $params.name }} ${{ $uppercase($params.name) }}" }
            """
        let location = "/States/a/Arguments/DbSnapshotIdentifier"
        #expect(try place(of: "$params.name", at: location, in: text) == "5:56")
        #expect(try place(of: "$uppercase", at: location, in: text) == "5:76")
    }

    @Test func anOffsetInRawStatesLanguageLeadsIntoTheScalar() throws {
        let text = """
            definition:
              QueryLanguage: JSONata
              StartAt: A/b
              States:
                A/b:
                  Type: Pass
                  Output:
                    x: |-
                      {%
                        $states.input.a +
                        $states.input.b
                      %}
                  End: true
            """
        #expect(try place(of: "$states.input.b", at: "/States/A~1b/Output/x", in: text) == "11:13")
    }

    @Test func anErrorInAnExpressionIsReportedOnItsLine() {
        let text = """
            timeout: 1h
            steps:
              - id: a
                poll: { aws: rds.describeDBSnapshots }
                until: >-
                  {% $result.Marker = 'x'
                  and ) $result.Marker
                  = 'y' %}
            """
        let result = Fixture.load(text: text)
        #expect(result.diagnostics.map(\.severity) == [.error])
        #expect(result.diagnostics.map(\.range.start.line) == [7])
    }
}

extension JSONValue {
    fileprivate func subscriptIndex(_ index: Int) -> JSONValue? { self[index] }
}
