import Glibc
import StepGraph
import StepJSON
import Testing

/// Pictures of machines, character for character.
@Suite struct GraphTests {
    private static let folder = String(#filePath.dropLast("GraphTests.swift".count)) + "Fixtures"

    private static func text(_ path: String) -> String? {
        guard let file = fopen("\(folder)/\(path)", "r") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func graph(_ name: String) throws -> StateGraph {
        StateGraph(of: try JSONParser.parse(try #require(text("\(name).asl.json"))))
    }

    static let names = ["article", "parallel", "map", "choice", "self-loop", "unreached", "names"]

    @Test(arguments: names)
    func aMachineIsDrawnAsText(name: String) throws {
        let picture = GraphText { $0.isASCII || "╭╮╰╯│─├┤┬┴┼◀●…".contains($0) ? 1 : 2 }.text(of: try Self.graph(name))
        #expect(picture == Self.text("\(name).txt"))
        #expect(picture.split(separator: "\n").allSatisfy { !$0.hasSuffix(" ") })
    }

    @Test(arguments: names)
    func aMachineIsDrawnAsWellFormedSVG(name: String) throws {
        let graph = try Self.graph(name)
        let picture = GraphSVG(title: "a <b> & \"c\"").text(of: graph)
        #expect(WellFormedness.fault(in: picture) == nil)
        // One box a state, blocks inside included.
        #expect(picture.ranges(of: "<rect class=\"box\"").count == graph.stateCount)
    }

    @Test func theStatesOfARunAreMarked() throws {
        let graph = try Self.graph("article")
        let progress: [String: StateProgress] = [
            "Create snapshot": StateProgress(.succeeded), "Wait 1 minute": StateProgress(.running, visits: 3),
            "Get snapshot status": StateProgress(.caught), "Failed": StateProgress(.failed),
            "Done": StateProgress(.aborted),
        ]
        let text = GraphText(progress: progress).text(of: graph)
        for line in [
            "✓ Create snapshot  Task", "▶ Wait 1 minute  Wait  ×3", "↷ Get snapshot status  Task", "✗ Failed  Pass",
            "■ Done  Pass", "  Snapshot completed?  Choice",
        ] {
            #expect(text.contains("│ \(line)"), "\(line)")
        }
        var painted: Set<StateProgress.Mark> = []
        _ = GraphText(progress: progress).text(of: graph) { text, mark in
            if let mark { painted.insert(mark) }
            return text
        }
        #expect(painted == [.succeeded, .running, .caught, .failed, .aborted])
        let svg = GraphSVG(title: "t", progress: progress).text(of: graph)
        for name in ["succeeded", "running", "caught-state", "failed", "aborted", "unreached"] {
            #expect(svg.ranges(of: "<g class=\"\(name)\">").count == 1, "\(name)")
        }
    }

    @Test func asciiHasNoOtherCharacters() throws {
        for name in Self.names where name != "names" {
            let picture = GraphText(isASCII: true).text(of: try Self.graph(name))
            #expect(picture.utf8.allSatisfy { $0 < 0x80 }, "\(name)")
        }
    }

    /// What a long machine costs grows with its length, and not with its square: counted in states, not in seconds.
    @Test func aThousandStatesAreDrawn() throws {
        let states = (0..<1_000).map { index -> (String, JSONValue) in
            ("s\(index)", index == 999 ? ["Type": "Succeed"] : ["Type": "Pass", "Next": .string("s\(index + 1)")])
        }
        let graph = StateGraph(of: ["StartAt": "s0", "States": .object(JSONObject(states))])
        #expect(graph.stateCount == 1_000)
        #expect(GraphText().text(of: graph).split(separator: "\n").count == 2 + 1_000 * 3 + 999)
        #expect(WellFormedness.fault(in: GraphSVG(title: "long").text(of: graph)) == nil)
    }

    @Test func ofTooManyStatesTheFirstAreDrawn() {
        let states = (0..<StateGraph.statesMax + 10).map { ("s\($0)", ["Type": "Succeed"] as JSONValue) }
        let graph = StateGraph(of: ["StartAt": "s0", "States": .object(JSONObject(states))])
        #expect(graph.stateCount == StateGraph.statesMax)
    }
}
