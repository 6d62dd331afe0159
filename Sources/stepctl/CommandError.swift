/// Why a command ends without having done what it was asked for: words for the user, and an exit status for scripts.
struct CommandError: Error, Equatable, CustomStringConvertible {
    /// What failed, on what.
    var message: String
    /// What to do about it.
    var hint: String?
    var status: ExitStatus

    init(_ message: String, hint: String? = nil, status: ExitStatus = .failure) {
        self.message = message
        self.hint = hint
        self.status = status
    }

    var description: String { hint.map { "\(message)\n\($0)" } ?? message }
}
