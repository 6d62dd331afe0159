import Glibc
import StepKeeper

/// Keeps one command for stepd, which starts it: not to be started by hand.
///
/// `stepd-keeper DIRECTORY NAME`, with what the command is as standard input.
@main
enum Main {
    static func main() {
        let arguments = CommandLine.arguments
        guard arguments.count == 3 else {
            let text = "stepd-keeper: keeps one command for stepd, which starts it: not to be started by hand\n"
            _ = text.withCString { write(STDERR_FILENO, $0, text.utf8.count) }
            exit(64)
        }
        Keeper.run(directory: arguments[1], name: arguments[2], descriptor: STDIN_FILENO)
    }
}
