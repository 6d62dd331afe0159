/// The functions of the language by name, as a dialect has them.
struct BuiltinLibrary: Sendable {
    private let functions: [String: Builtin]
    private let refused: Set<String>

    private init(_ lists: [[Builtin]], withdrawn: Set<String> = [], refused: Set<String> = []) {
        self.refused = refused
        var functions: [String: Builtin] = [:]
        for builtin in lists.joined() where !withdrawn.contains(builtin.name) { functions[builtin.name] = builtin }
        for name in Self.unavailable where functions[name] == nil && !withdrawn.contains(name) {
            functions[name] = Builtin(name, nil) { _, _ throws(JSONataError) in
                throw JSONataError("U1002", "The function $\(name) is not available yet")
            }
        }
        self.functions = functions
    }

    /// Whether an expression that names this function is refused before it is ever evaluated: a job file or a state
    /// machine must not be accepted and fail at night.
    func isRefused(_ name: String) -> Bool { refused.contains(name) }

    subscript(name: String) -> Builtin? { functions[name] }

    static func library(for dialect: JSONataExpression.Dialect) -> BuiltinLibrary {
        switch dialect {
        case .plain: plain
        case .stepFunctions: stepFunctions
        }
    }

    private static let common = [
        StringFunctions.all, NumberFunctions.all, ArrayFunctions.all, ObjectFunctions.all, BooleanFunctions.all,
        HigherOrderFunctions.all, DateTimeFunctions.all, PatternFunctions.all, EncodingFunctions.all,
        PictureFunctions.all,
    ]

    private static let plain = BuiltinLibrary(common)
    private static let stepFunctions = BuiltinLibrary(
        common + [StepFunctionsFunctions.all],
        withdrawn: ["eval"],
        refused: Set(unavailable).subtracting(["eval"])
    )

    /// Functions of the language that are still to be written: calling one is an error, never a wrong value.
    private static let unavailable = ["eval"]
}
