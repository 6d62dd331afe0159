/// Names that an expression knows without a step of that name.
enum JSONataNames {
    /// The functions of JSONata 2.0.6 and those that Step Functions adds (AWS, "Transforming data with JSONata").
    static let functions: Set<String> = [
        "abs", "append", "assert", "average", "base64decode", "base64encode", "boolean", "ceil", "clone", "contains",
        "count", "decodeUrl", "decodeUrlComponent", "distinct", "each", "encodeUrl", "encodeUrlComponent", "error",
        "eval", "exists", "filter", "floor", "formatBase", "formatInteger", "formatNumber", "fromMillis", "hash",
        "join", "keys", "length", "lookup", "lowercase", "map", "match", "max", "merge", "millis", "min", "not", "now",
        "number", "pad", "parse", "parseInteger", "partition", "power", "random", "range", "reduce", "replace",
        "reverse", "round", "shuffle", "sift", "single", "sort", "split", "spread", "sqrt", "string", "substring",
        "substringAfter", "substringBefore", "sum", "toMillis", "trim", "type", "uppercase", "uuid", "zip",
    ]

    /// Variables and states that the lowering makes itself.
    static let reserved: Set<String> = ["params", "states", "error", "done", "failed", "result", "handler_error"]
}
