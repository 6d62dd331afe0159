import Glibc
import StepKeeper

/// Keeps one command for stepd, which starts it: not to be started by hand.
///
/// `stepd-keeper NAME`: standard input says what the command is, standard output is its record; NAME is for people who
/// look at the processes.
@main
enum Main {
    static func main() {
        guard CommandLine.arguments.count == 2 else {
            let text = "stepd-keeper: keeps one command for stepd, which starts it: not to be started by hand\n"
            _ = text.withCString { write(STDERR_FILENO, $0, text.utf8.count) }
            exit(64)
        }
        Keeper.run()
    }
}
