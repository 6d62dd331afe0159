/// Why a service, an operation or a shape cannot be had from the models on this machine.
package struct ModelError: Error, Equatable, CustomStringConvertible {
    /// What is wrong, for a switch; the words are in `message`.
    package enum Code: Sendable, Equatable {
        /// No directory of models was found at all.
        case noModels
        case unknownService
        case unknownOperation
        case unreadable
        /// The model's own text is not what a model is.
        case malformed
    }

    package var code: Code
    package var message: String
    /// Names that are there and close to the one asked for, nearest first.
    package var suggestions: [String]

    package init(_ code: Code, _ message: String, suggestions: [String] = []) {
        self.code = code
        self.message = message
        self.suggestions = suggestions
    }

    package var description: String {
        suggestions.isEmpty ? message : "\(message); did you mean \(suggestions.joined(separator: ", "))?"
    }
}
