import ArgumentParser
import StepProtocol

/// `stepctl reload`
struct ReloadCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reload",
        abstract: "Have the daemon read all job files again, and show what changed.",
        discussion: """
            The daemon reads a file by itself as soon as it is written; this is for being sure, and for scripts: it \
            returns when all files are read. It is what `systemctl reload stepd` runs. A file with an error is \
            refused, and the jobs it had go on as they were.

            Exit status: 1 if a file was refused.

            Example:
              stepctl reload
              stepctl reload --json | jq -r '.refused[].file'
            """
    )

    @Flag(help: "JSON instead of text.")
    var json = false

    @OptionGroup var connection: ConnectionOptions

    func run() throws {
        let console = Console()
        let response = try connection.client().call(.reloadJobs, ReloadJobsRequest(), ReloadJobsResponse.self)
        if json {
            console.write(json: ReadableShape.json(of: response))
        } else {
            console.write(Self.text(response, console))
        }
        guard response.refused.isEmpty else { throw ExitCode(ExitStatus.failure.rawValue) }
    }

    private static func text(_ response: ReloadJobsResponse, _ console: Console) -> String {
        var lines: [String] = []
        for (word, names, style) in [
            ("new      ", response.loaded, TextStyle.good), ("changed  ", response.changed, .active),
            ("removed  ", response.removed, .bad),
        ] {
            lines += names.map { console.paint(word, style) + PrintableText.oneLine($0) }
        }
        for file in response.refused {
            lines.append(console.paint("refused  ", .bad) + PrintableText.oneLine(file.file))
            lines += file.diagnostics.flatMap { $0.split(separator: "\n") }.map {
                "  " + PrintableText.lines($0)
            }
        }
        return (lines + [response.summary]).joined(separator: "\n") + "\n"
    }
}
