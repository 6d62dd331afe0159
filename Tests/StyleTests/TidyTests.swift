import Testing

/// The parts of the house style that neither the compiler nor `swift format lint` sees.
@Suite struct TidyTests {
    /// At the top level stands what was agreed on, beside files whose names begin with a dot. `Package.resolved` is
    /// SwiftPM's and not in the repository.
    static let topLevelNames: Set<String> = [
        "Package.swift", "Sources", "Tests", "jobs.d", "systemd", "packaging", "README.md", "Package.resolved",
    ]
    /// The targets without clock, I/O and C (`pureSettings` in Package.swift).
    static let pureTargets: Set<String> = [
        "StepTime", "StepJSON", "StepJSONata", "StepLanguage", "StepMachine", "StepSchedule",
    ]
    /// What writes to standard output is a program.
    static let programs: Set<String> = ["stepd", "stepctl", "stepbench", "stepfuzz"]
    static let functionLinesMax = 70
    static let fileLinesMax = 800

    static let sources = Result { try SourceTree.files(in: "Sources") }
    static let tests = Result { try SourceTree.files(in: "Tests") }

    static func everyFile() throws -> [SourceTree.File] { try sources.get() + tests.get() }

    @Test func theTopLevelHoldsOnlyTheNamesAgreedOn() throws {
        let names = try SourceTree.topLevelNames().filter { !$0.hasPrefix(".") }
        #expect(names.filter { !Self.topLevelNames.contains($0) } == [])
    }

    @Test func thereAreSourcesAndTests() throws {
        #expect(try Self.sources.get().count > 100)
        #expect(try Self.tests.get().count > 20)
    }

    @Test func noFileIsTooLong() throws {
        for file in try Self.everyFile() where file.text.lines.count > Self.fileLinesMax + 1 {
            Issue.record("\(file.path) has \(file.text.lines.count) lines, more than \(Self.fileLinesMax)")
        }
    }

    @Test func noFunctionIsTooLong() throws {
        for file in try Self.everyFile() {
            for function in file.text.functions where function.lineCount > Self.functionLinesMax {
                Issue.record(
                    "\(file.path):\(function.line): \(function.lineCount) lines, more than \(Self.functionLinesMax)"
                )
            }
        }
    }

    @Test func pureTargetsImportOnlyEachOther() throws {
        for file in try Self.sources.get() where Self.pureTargets.contains(file.target) {
            for (line, module) in imports(of: file) where !Self.pureTargets.contains(module) {
                Issue.record("\(file.path):\(line): a pure target imports \(module)")
            }
        }
    }

    @Test func nothingImportsAllOfFoundation() throws {
        let forbidden: Set<String> = ["Foundation", "FoundationNetworking", "FoundationInternationalization"]
        for file in try Self.everyFile() {
            for (line, module) in imports(of: file) where forbidden.contains(module) {
                Issue.record("\(file.path):\(line): imports \(module); the static programs carry no ICU")
            }
        }
    }

    @Test func onlyProgramsPrint() throws {
        for file in try Self.sources.get() where !Self.programs.contains(file.target) {
            expectNone(of: ["print(", "debugPrint(", "dump("], in: file, because: "only programs print")
        }
    }

    @Test func timeComesFromTheClockOfTheEngineNotFromDate() throws {
        for file in try Self.sources.get() {
            expectNone(of: ["Date()", "Date.now"], in: file, because: "time is handed in")
        }
    }

    @Test func nothingIsLeftForLaterWithoutAnIssue() throws {
        for file in try Self.everyFile() {
            for (index, line) in file.text.commentLines.enumerated() {
                let marks = words(of: line).filter { ["TODO", "FIXME", "XXX"].contains($0) }
                guard let mark = marks.first, !line.contains("#") else { continue }
                Issue.record("\(file.path):\(index + 1): \(mark) without an issue")
            }
        }
    }

    @Test func typesSayWhatTheyAre() throws {
        for file in try Self.sources.get() {
            for (index, line) in file.text.codeLines.enumerated() {
                let words = words(of: line)
                guard let keyword = words.firstIndex(where: { ["struct", "class", "enum", "actor"].contains($0) }),
                    keyword + 1 < words.count
                else { continue }
                let name = words[keyword + 1]
                for suffix in ["Manager", "Helper", "Helpers", "Util", "Utils"] where name.hasSuffix(suffix) {
                    Issue.record("\(file.path):\(index + 1): \(name) says nothing about what it is")
                }
            }
        }
    }

    @Test func nothingIsPublic() throws {
        for file in try Self.sources.get() {
            for (index, line) in file.text.codeLines.enumerated()
            where ["public", "open"].contains(words(of: line).first) {
                Issue.record("\(file.path):\(index + 1): no library is sold; `package` is enough")
            }
        }
    }

    /// The modules that a file imports, with the lines.
    private func imports(of file: SourceTree.File) -> [(line: Int, module: String)] {
        file.text.codeLines.enumerated().compactMap { index, line in
            let words = words(of: line)
            guard let keyword = words.firstIndex(of: "import"), keyword <= 2, keyword + 1 < words.count else {
                return nil
            }
            let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "func", "let", "var", "typealias"]
            let place = kinds.contains(words[keyword + 1]) ? keyword + 2 : keyword + 1
            return place < words.count ? (index + 1, String(words[place])) : nil
        }
    }

    /// Identifiers and keywords of a line.
    private func words(of line: Substring) -> [Substring] {
        line.split { !($0.isLetter || $0.isNumber || $0 == "_") }
    }

    private func expectNone(of calls: [String], in file: SourceTree.File, because reason: Comment) {
        for (index, line) in file.text.codeLines.enumerated() {
            for call in calls {
                guard let range = line.firstRange(of: call) else { continue }
                // `fingerprint(` and `self.print(` are something else.
                let before = range.lowerBound > line.startIndex ? line[line.index(before: range.lowerBound)] : " "
                guard !before.isLetter, !before.isNumber, before != "_", before != "." else { continue }
                if line.contains("func \(call)") { continue }
                Issue.record("\(file.path):\(index + 1): \(call.dropLast()): \(reason)")
            }
        }
    }
}
