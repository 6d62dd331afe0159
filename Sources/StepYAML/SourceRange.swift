/// A stretch of a source text: from `start` up to, but not including, `end`.
///
/// An empty range is a place between two characters, such as a value that was left out.
package struct SourceRange: Hashable, Sendable {
    package var start: SourcePosition
    package var end: SourcePosition

    package init(start: SourcePosition, end: SourcePosition) {
        self.start = start
        self.end = end
    }

    /// The empty range at the start of a file, for what concerns the whole of it.
    package static let start = SourceRange(start: .start, end: .start)

    package var isEmpty: Bool { start.offset >= end.offset }
}
