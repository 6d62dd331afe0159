import StepGraph
import StepJSON
import StepJSONata
import StepJobs
import StepLanguage
import StepSimulation
import StepTime
import StepYAML

/// A parser under test, and what must hold of everything it takes.
enum FuzzTarget: String, CaseIterable {
    case json, yaml, jsonpath, intrinsic, jsonata, asl, job

    /// Something that must not be, as `precondition` would say it, but with words that end in a report.
    struct Violation: Error, CustomStringConvertible {
        var description: String
    }

    /// Hands `bytes` to the parser, and evaluates what it takes.
    ///
    /// - Returns: what became of it, the same for inputs that took the same way: an input with a new one is worth
    ///   keeping.
    /// - Throws: ``Violation``.
    func run(_ bytes: [UInt8]) throws(Violation) -> String {
        switch self {
        case .json: try Self.json(bytes)
        case .yaml: Self.yaml(bytes)
        case .jsonpath: Self.jsonpath(String(decoding: bytes, as: UTF8.self))
        case .intrinsic: Self.intrinsic(String(decoding: bytes, as: UTF8.self))
        case .jsonata: Self.jsonata(String(decoding: bytes, as: UTF8.self))
        case .asl: try Self.asl(String(decoding: bytes, as: UTF8.self))
        case .job: try Self.job(bytes)
        }
    }

    /// What is written of a value is read as the same value.
    private static func json(_ bytes: [UInt8]) throws(Violation) -> String {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONParser.parse(bytes: bytes)
        } catch {
            return kind(of: error.message)
        }
        let text = JSONWriter.text(of: value)
        guard (try? JSONParser.parse(text)) == value else {
            throw Violation(description: "the value is written as another: \(text.prefix(200))")
        }
        return "value \(shape(of: value, depth: 3))"
    }

    private static func yaml(_ bytes: [UInt8]) -> String {
        let result = YAMLParser.parse(bytes, file: "input.yaml")
        var diagnostics = result.diagnostics
        let values = result.documents.map { $0.json(file: "input.yaml", diagnostics: &diagnostics) }
        _ = DiagnosticPrinter(sources: [result.source]).text(of: diagnostics)
        let faults = Set(diagnostics.map { "\($0.code)" }).sorted()
        return "\(faults) \(values.prefix(3).map { shape(of: $0, depth: 2) })"
    }

    /// What is taken is drawn, runs on a virtual clock until its first task, and every state has a place in the file.
    private static func job(_ bytes: [UInt8]) throws(Violation) -> String {
        let result = JobFile.load(path: "input.yaml", bytes: bytes, catalog: nil)
        let text = result.text
        guard result.diagnostics.count <= JobFile.diagnosticsMax + 1, text.utf8.count < 1 << 20 else {
            throw Violation(description: "\(result.diagnostics.count) diagnostics, \(text.utf8.count) bytes")
        }
        var ends: [String] = []
        for job in result.jobs {
            let graph = StateGraph(of: job.definition)
            _ = GraphText().text(of: graph)
            _ = GraphSVG(title: job.name).text(of: graph)
            for state in job.machine.states where job.sourceMap.range(ofState: state.name) == nil {
                throw Violation(description: "state \(state.name) has no place")
            }
            guard SourceMap(json: job.sourceMap.json) == job.sourceMap else {
                throw Violation(description: "the source map is written as another")
            }
            let run = Simulation(
                of: job.machine,
                name: job.name,
                input: [:],
                start: Timestamp(milliseconds: 1_700_000_000_000),
                answers: MockedAnswers(),
                limits: Simulation.Limits(eventsMax: 2_000)
            ).run()
            ends.append("\(Set(run.visits.map(\.type)).sorted())")
        }
        let faults = Set(result.diagnostics.map { "\($0.code) \(kind(of: $0.message))" }).sorted()
        return "\(faults.prefix(6)) \(ends.prefix(3))"
    }

    private static let document: JSONValue = [
        "a": ["b": [1, 2.5, "x", nil, true, ["c": "d", "e": [[1], []]]], "c": ["x": "y z"]],
        "items": [["n": 1, "s": "one"], ["n": 2, "s": "two"], ["n": nil]], "text": "äöü \u{1F600}",
    ]

    private static func jsonpath(_ text: String) -> String {
        kind(of: JSONPathRequest(["expr": .string(text), "data": document]).answer())
    }

    private static let environment = JSONataEnvironment(
        nowMilliseconds: 1_700_000_000_000,
        seed: 1,
        limits: JSONataLimits(depthMax: 300, stepsMax: 200_000, resultBytesMax: 1 << 20)
    )

    private static func intrinsic(_ text: String) -> String {
        kind(
            of: IntrinsicRequest(["expr": .string(text), "data": document]).answer(environment: environment)
        )
    }

    private static func jsonata(_ text: String) -> String {
        do throws(JSONataError) {
            let expression = try JSONataExpression(text, dialect: .plain)
            _ = try? JSONataExpression(text, dialect: .stepFunctions)
            let value = try expression.evaluate(document, scopes: [], environment: environment)
            return "value \(value.map { shape(of: $0, depth: 2) } ?? "undefined")"
        } catch {
            return error.code
        }
    }

    /// A machine there is exactly where there is no error, and a text that is not JSON is explained.
    private static func asl(_ text: String) throws(Violation) -> String {
        let (machine, diagnostics) = StateMachine.diagnose(text: text)
        let errors = diagnostics.filter { $0.severity == .error }
        guard (machine == nil) == !errors.isEmpty else {
            throw Violation(description: "\(errors.count) errors, and \(machine == nil ? "no" : "a") machine")
        }
        for diagnostic in diagnostics where diagnostic.code == DefinitionCode.invalidJSONDescription {
            guard diagnostic.location.utf8.starts(with: "[Source: ".utf8) else {
                throw Violation(description: "nothing explains: \(diagnostic.message)")
            }
        }
        return Set(diagnostics.prefix(4).map { $0.code + kind(of: $0.message) }).sorted().joined(separator: ",")
    }
}

// MARK: - Kinds of outcomes

extension FuzzTarget {
    /// A message without what it quotes and counts.
    private static func kind(of message: String) -> String {
        var kind = ""
        var quote: Character?
        for character in message.prefix(32) {
            if let open = quote {
                if character == open { quote = nil }
            } else if character == "'" || character == "`" || character == "\"" {
                quote = character
            } else if !character.isNumber {
                kind.append(character)
            }
        }
        return kind
    }

    private static func kind(of answer: JSONObject) -> String {
        guard let error = answer["error"] else { return "value \(shape(of: answer["result"] ?? .null, depth: 2))" }
        return "\(error["code"]?.stringValue ?? "") \(kind(of: error["message"]?.stringValue ?? ""))"
    }

    /// `{[n]s}` for an object of an array of numbers and a string: types, each once.
    private static func shape(of value: JSONValue, depth: Int) -> String {
        switch value {
        case .null: return "0"
        case .bool: return "b"
        case .number(let number): return number.doubleValue == number.doubleValue.rounded() ? "i" : "n"
        case .string: return "s"
        case .array(let values):
            guard depth > 0 else { return "[]" }
            return "[\(Set(values.prefix(16).map { shape(of: $0, depth: depth - 1) }).sorted().joined())]"
        case .object(let object):
            guard depth > 0 else { return "{}" }
            return "{\(Set(object.values.prefix(16).map { shape(of: $0, depth: depth - 1) }).sorted().joined())}"
        }
    }
}
