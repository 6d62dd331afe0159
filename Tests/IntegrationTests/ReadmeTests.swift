import Testing

/// What README.md shows of the programs is what they print.
@Suite(.enabled(if: Programs.hasModels, "no AWS service models; packaging/test installs them"))
struct ReadmeTests {
    /// A fold of the README: the command in its title, and the block of JSON below.
    struct Fold: Sendable, CustomTestStringConvertible {
        var command: String
        var text: String

        var testDescription: String { command }
    }

    private static let root = RepositoryRoot.path

    private static let folds: [Fold] = {
        let marker = "<details><summary><code>"
        let readme = FileText.read("\(root)/README.md") ?? ""
        return readme.ranges(of: marker).compactMap { range in
            let rest = readme[range.upperBound...]
            guard let title = rest.firstRange(of: "</code></summary>"),
                let begin = rest.firstRange(of: "\n```json\n"), let end = rest.firstRange(of: "\n```\n")
            else { return nil }
            let command = String(rest[..<title.lowerBound])
            return Fold(command: command, text: "\(rest[begin.upperBound..<end.lowerBound])\n")
        }
    }()

    @Test(arguments: folds)
    func definitionIsTheOneThatIsPrinted(fold: Fold) async throws {
        let words = fold.command.split(separator: " ").map(String.init)
        try #require(words.count == 3 && words[..<2] == ["stepctl", "asl"], "no test knows `\(fold.command)`")
        let run = try await ProgramRun.run(
            Programs.stepctl,
            ["asl", "\(Self.root)/\(words[2])"],
            environment: ["STEPD_BOTOCORE_DATA": Programs.models ?? ""]
        )
        try #require(run.exitStatus == 0, "\(run.errorOutput)")
        let (shown, printed) = (lines(fold.text), lines(run.output))
        let place = zip(shown, printed).firstIndex { $0 != $1 } ?? min(shown.count, printed.count)
        // One word instead of both texts in full, which #expect would print.
        let isSame = fold.text == run.output
        #expect(
            isSame,
            """
            README.md shows another definition, from its line \(place + 1) on: put the output of `\(fold.command)` between \
            the ```json and the ``` below that title
            """
        )
    }

    @Test func bothSnapshotJobsAreShown() {
        #expect(
            Self.folds.map(\.command)
                == ["stepctl asl jobs.d/rds-snapshot.yaml", "stepctl asl jobs.d/ebs-snapshot.yaml"]
        )
    }

    private func lines(_ text: String) -> [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
}

extension Sequence {
    /// The place of the first element that fulfils `condition`, counted from 0.
    fileprivate func firstIndex(where condition: (Element) -> Bool) -> Int? {
        enumerated().first { condition($0.element) }?.offset
    }
}
