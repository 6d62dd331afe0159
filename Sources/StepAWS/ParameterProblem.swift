package import StepJSON

/// One thing that is wrong with the parameters of a call, in the words that Step Functions has for it (recorded).
package struct ParameterProblem: Sendable, Equatable {
    package enum Kind: Sendable, Equatable {
        case unsupported, wrongType, missing
    }

    package var kind: Kind
    /// The part of the parameters that is meant; of a missing one, where it should be.
    package var place: JSONPlace
    /// `The field 'DbSnapshotIdentifer' is not supported by Step Functions`.
    package var message: String
    /// The member that was probably meant.
    package var suggestion: String?
    /// Of a member that is not there: those that are.
    package var known: [String] = []

    /// The message with what was probably meant, as a cause shows it.
    var text: String { suggestion.map { "\(message); did you mean '\($0)'?" } ?? message }
}
