/// What makes a text with a syntax error readable again, so that what follows is checked too.
///
/// A repair is made in memory only. It is chosen to lose little and to invent nothing: an error it could cause itself
/// lies in the ``DiagnosticShadow`` of the error it repairs.
enum YAMLRepair: Hashable {
    /// Reads this stretch of one line (byte offsets of the repaired text) as text, as if it were quoted.
    case quote(Range<Int>)
    /// Gives a line, and what belongs to it below, this many spaces of indentation.
    case indent(line: Int, spaces: Int)
    /// Takes a line out, with what belongs to it below.
    case blank(line: Int)
}

/// A syntax error in words, and how to read on after it; no repair where none is safe.
struct YAMLSyntaxFinding {
    var diagnostic: Diagnostic
    var repair: YAMLRepair?
}
