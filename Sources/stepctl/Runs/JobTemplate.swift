import StepJSON
import StepJobs
import StepYAML

/// An example job file that is made into one of the user's own: its text, with its comments, and changes in it.
struct JobTemplate {
    private(set) var text: String
    private let document: YAMLNode

    /// Where Debian's package has the examples.
    private static let defaultFolder = "/usr/share/stepd/examples"

    /// The folder of the examples.
    static var folder: String { Environment["STEPD_EXAMPLES"] ?? defaultFolder }

    /// The names of the examples.
    static func names() throws(CommandError) -> [String] {
        guard let paths = FolderListing.paths(inFolder: folder) else {
            throw CommandError(
                "the examples are not in \(folder)",
                hint: "Install the package stepd, or set STEPD_EXAMPLES to the folder jobs.d of its source.",
                status: .usage
            )
        }
        let ending = ".yaml"
        return paths.filter { $0.hasSuffix(ending) && !$0.hasSuffix(JobTestFile.ending) }
            .map { String($0.dropFirst(folder.count + 1).dropLast(ending.count)) }
    }

    /// The example of that name.
    init(named name: String) throws(CommandError) {
        let path = "\(Self.folder)/\(name).yaml"
        let bytes = try FileContent.bytes(of: path)
        guard let document = YAMLParser.parse(bytes, file: path).documents.first else {
            throw CommandError("\(path) is no job file", status: .usage)
        }
        text = String(decoding: bytes, as: UTF8.self)
        self.document = document
    }

    var description: String { entry("description", of: document)?.value.scalar?.text ?? "" }

    /// Sets the defaults of `parameters` (`name=value`), and makes comments of the schedule where `isScheduled` is false.
    mutating func change(parameters: [String], isScheduled: Bool) throws(CommandError) {
        var changes = try parameters.map { parameter throws(CommandError) in try change(parameter) }
        if !isScheduled, let schedule = entry("schedule", of: document) {
            changes.append(commented(schedule))
        }
        var bytes = Array(text.utf8)
        // From the end, so that places before a change stay what they are.
        for change in changes.sorted(by: { $0.range.lowerBound > $1.range.lowerBound }) {
            bytes.replaceSubrange(change.range, with: Array(change.text.utf8))
        }
        text = String(decoding: bytes, as: UTF8.self)
    }

    /// Text that comes in the place of bytes.
    private struct Change {
        var range: Range<Int>
        var text: String
    }

    private func change(_ parameter: String) throws(CommandError) -> Change {
        let assignment = try ParameterAssignment(parameter)
        let parameters = entry("params", of: document)?.value.mapping ?? []
        guard let found = parameters.first(where: { $0.key.text == assignment.name }) else {
            let names = parameters.map { $0.key.text }.joined(separator: ", ")
            throw CommandError(
                "there is no parameter `\(assignment.name)`",
                hint: "The parameters are: \(names)",
                status: .usage
            )
        }
        let node = entry("default", of: found.value)?.value ?? found.value
        // JSON is YAML as well.
        let json = JSONWriter.text(of: assignment.value)
        return Change(range: node.range.start.offset..<node.range.end.offset, text: json)
    }

    private func commented(_ entry: YAMLEntry) -> Change {
        let bytes = Array(text.utf8)
        let range = entry.key.range.start.offset..<entry.value.range.end.offset
        let lines = String(decoding: bytes[range], as: UTF8.self).split(
            separator: "\n",
            omittingEmptySubsequences: false
        )
        return Change(range: range, text: lines.map { "# \($0)" }.joined(separator: "\n"))
    }

    private func entry(_ key: String, of node: YAMLNode) -> YAMLEntry? {
        node.mapping?.first { $0.key.text == key }
    }
}
