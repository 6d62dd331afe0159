package import StepJSON

/// An expression of JMESPath, as far as waiters use the language (JMESPath Specification, jmespath.org).
///
/// There is no evaluation here: waiters are translated to what a state machine can evaluate.
package indirect enum JMESPath: Sendable, Equatable {
    /// `@`.
    case current
    case field(String)
    /// `a.b`.
    case child(JMESPath, JMESPath)
    /// `a[0]`.
    case index(JMESPath, Int)
    /// `a[]`: the elements, lists among them opened.
    case flatten(JMESPath)
    /// `a[*]`.
    case elements(JMESPath)
    /// `a.*`.
    case values(JMESPath)
    /// `a[?b]`.
    case filter(JMESPath, JMESPath)
    case literal(JSONValue)
    case not(JMESPath)
    case and(JMESPath, JMESPath)
    case or(JMESPath, JMESPath)
    /// `==`, `!=`, `<`, `<=`, `>`, `>=`.
    case comparison(JMESPath, String, JMESPath)
    case function(String, [JMESPath])

    /// Why a text is no expression, or one of a part of the language that is not read here.
    package struct Failure: Error, Sendable, Equatable, CustomStringConvertible {
        package var message: String
        /// In UTF-8 bytes.
        package var offset: Int

        package var description: String { "\(message) at byte \(offset)" }
    }

    package init(parsing text: String) throws(Failure) {
        var parser = JMESPathParser(text)
        self = try parser.whole()
    }
}
