import CCurl
import CLinux
import Glibc
import StepJSON

/// The two outputs of the program, and what the first of them can show.
struct Console: Sendable {
    /// Whether standard output is a terminal that a line can be redrawn on.
    let isTerminal: Bool
    /// Whether to use colours: on a terminal, unless NO_COLOR (https://no-color.org) or TERM says otherwise.
    let isColored: Bool
    /// The terminal's width; nil where lines may have any length.
    let columnsMax: Int?

    /// The outputs of this process.
    init() {
        let term = Environment["TERM"] ?? ""
        let isTerminal = isatty(STDOUT_FILENO) == 1 && term != "dumb"
        self.isTerminal = isTerminal
        isColored = isTerminal && (Environment["NO_COLOR"] ?? "").isEmpty
        columnsMax = isatty(STDOUT_FILENO) == 1 ? Self.terminalColumns() : nil
    }

    init(isTerminal: Bool, isColored: Bool, columnsMax: Int?) {
        self.isTerminal = isTerminal
        self.isColored = isColored
        self.columnsMax = columnsMax
    }

    func write(_ text: String) { Self.write(text, to: STDOUT_FILENO) }

    func writeError(_ text: String) { Self.write(text, to: STDERR_FILENO) }

    /// Shows a table, and `footer` after an empty line; with neither header nor footer where there is no legend.
    func write(_ table: TextTable, hasLegend: Bool, footer: String? = nil) {
        write(table.text(hasHeader: hasLegend, isColored: isColored, columnsMax: columnsMax))
        guard hasLegend, let footer else { return }
        write(table.rows.isEmpty ? footer + "\n" : "\n\(footer)\n")
    }

    /// Shows a value: indented on a terminal, on one line for programs.
    func write(json value: JSONValue) {
        write((isTerminal ? JSONWriter.prettyText(of: value) : JSONWriter.text(of: value)) + "\n")
    }

    func paint(_ text: String, _ style: TextStyle) -> String { style.paint(text, isColored: isColored) }

    private static func terminalColumns() -> Int {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
            return Environment["COLUMNS"].flatMap { Int($0) }.map { max($0, 20) } ?? 80
        }
        return Int(size.ws_col)
    }

    /// Writes all of `text`. Output that nobody reads any more ends the program quietly, as other tools do.
    private static func write(_ text: String, to descriptor: Int32) {
        var text = text
        text.withUTF8 { bytes in
            var written = 0
            while written < bytes.count {
                let rest = UnsafeBufferPointer(rebasing: bytes[written...])
                let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
                if count > 0 {
                    written += count
                } else if errno == EAGAIN {
                    // Somebody made the output non-blocking: wait until it takes more.
                    var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    _ = poll(&wait, 1, -1)
                } else if errno != EINTR {
                    Glibc.exit(ExitStatus.failure.rawValue)
                }
            }
        }
    }
}
