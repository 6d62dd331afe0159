/// What a piece of text means, and so how a terminal that has colours shows it.
enum TextStyle: Sendable {
    case plain
    case heading
    case good
    case bad
    case active
    case faint

    /// The parameters of the terminal's Select Graphic Rendition (ECMA-48 §8.3.117); nil for none.
    private var rendition: String? {
        switch self {
        case .plain: nil
        case .heading: "1"
        case .good: "32"
        case .bad: "1;31"
        case .active: "1;36"
        case .faint: "2"
        }
    }

    /// `text` in this style, or as it is where there are no colours.
    func paint(_ text: String, isColored: Bool) -> String {
        guard isColored, let rendition, !text.isEmpty else { return text }
        return "\u{1B}[\(rendition)m\(text)\u{1B}[0m"
    }

    /// The style of an execution's status as AWS names it.
    init(status: String) {
        switch status {
        case "SUCCEEDED": self = .good
        case "FAILED", "TIMED_OUT": self = .bad
        case "RUNNING": self = .active
        default: self = .plain
        }
    }
}
