/// The functions of the language by name, as a dialect has them.
struct BuiltinLibrary: Sendable {
    private let functions: [String: Builtin]

    private init(_ lists: [[Builtin]]) {
        var functions: [String: Builtin] = [:]
        for builtin in lists.joined() { functions[builtin.name] = builtin }
        self.functions = functions
    }

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

    private static let plain = BuiltinLibrary(common + [EvaluationFunctions.all])
    private static let stepFunctions = BuiltinLibrary(common + [StepFunctionsFunctions.all])
}
