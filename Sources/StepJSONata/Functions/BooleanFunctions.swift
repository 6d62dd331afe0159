/// Functions on truth (docs.jsonata.org, Boolean functions).
enum BooleanFunctions {
    static let all = [
        Builtin("boolean", "<x-:b>") { _, arguments throws(JSONataError) in
            arguments[0].truth.map(Value.bool) ?? .undefined
        },
        Builtin("not", "<x-:b>") { _, arguments throws(JSONataError) in
            arguments[0].truth.map { .bool(!$0) } ?? .undefined
        },
        Builtin("exists", "<x:b>") { _, arguments throws(JSONataError) in .bool(!arguments[0].isUndefined) },
    ]
}
