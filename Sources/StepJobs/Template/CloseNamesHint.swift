import StepAWS

/// "did you mean", where a name is close to one that exists.
enum CloseNamesHint {
    static func text(of name: String, among names: some Sequence<String>) -> String? {
        CloseNames.of(name, among: Array(names), countMax: 1).first.map { "did you mean `\($0)`?" }
    }
}
