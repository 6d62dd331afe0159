/// What the exit status of `stepctl` says, the same for every command.
enum ExitStatus: Int32, Sendable {
    case success = 0
    /// The thing itself failed: diagnostics were found, the run did not succeed, or the daemon refused the request.
    case failure = 1
    /// The command line, or a file it names, cannot be used.
    case usage = 2
    /// The daemon did not answer.
    case unreachable = 3
    /// `--timeout` passed while the run was still going.
    case stillRunning = 4

    /// For the help of the program.
    static let documentation = """
        Exit status: 0 done; 1 the thing itself failed (diagnostics were found, the run did not succeed, the daemon \
        refused the request); 2 the command line or a file it names cannot be used; 3 the daemon cannot be reached; \
        4 --timeout passed while the run was still going.
        """
}
