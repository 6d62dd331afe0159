/// How a state that has others do its work goes on: what becomes of their result, and of their failure.
///
/// Task, Parallel and Map have these fields in common (states-language.net, "State types").
package struct Completion: Sendable {
    package var successor: Successor
    /// JSONPath only.
    package var resultSelector: Template?
    package var resultPath: ResultPathField
    package var retriers: [Retrier]
    package var catchers: [Catcher]

    package init(
        successor: Successor,
        resultSelector: Template? = nil,
        resultPath: ResultPathField = .replace,
        retriers: [Retrier] = [],
        catchers: [Catcher] = []
    ) {
        self.successor = successor
        self.resultSelector = resultSelector
        self.resultPath = resultPath
        self.retriers = retriers
        self.catchers = catchers
    }
}

extension State.Kind {
    /// How the state goes on when its work is done; nil for a state that has none done.
    package var completion: Completion? {
        switch self {
        case .task(let task): task.completion
        case .parallel(let parallel): parallel.completion
        case .map(let map): map.completion
        case .wait, .choice, .pass, .succeed, .fail: nil
        }
    }
}
