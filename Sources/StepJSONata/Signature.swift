import StepJSON

/// The types a function takes, as `<s-nn?:s>` says it (docs.jsonata.org, function signature syntax).
struct Signature: Sendable {
    /// Kinds of values, of which a parameter takes some.
    private struct Types: OptionSet {
        let rawValue: UInt8

        static let string = Types(rawValue: 1)
        static let number = Types(rawValue: 2)
        static let boolean = Types(rawValue: 4)
        static let null = Types(rawValue: 8)
        static let object = Types(rawValue: 16)
        static let array = Types(rawValue: 32)
        static let function = Types(rawValue: 64)
        /// The kind of an argument that is undefined, which every parameter takes except one for a function.
        static let missing = Types(rawValue: 128)
        static let json: Types = [.array, .string, .number, .boolean, .null, .object, .missing]
        static let any: Types = [.json, .function]

        /// The kind that signatures write with this letter; none for any other letter.
        init(letter: Character) {
            switch letter {
            case "s": self = .string
            case "n": self = .number
            case "b": self = .boolean
            case "l": self = .null
            case "o": self = .object
            case "a": self = .array
            case "f": self = .function
            case "j": self = .json
            case "x": self = .any
            default: self = []
            }
        }

        init(rawValue: UInt8) { self.rawValue = rawValue }

        init(_ value: Value) {
            switch value {
            case .undefined, .tuples: self = .missing
            case .function: self = .function
            case .record, .json(.object): self = .object
            case .list, .json(.array): self = .array
            case .json(.string): self = .string
            case .json(.number): self = .number
            case .json(.bool): self = .boolean
            case .json(.null): self = .null
            }
        }
    }

    private struct Parameter {
        /// The kinds that pass.
        var types: Types
        /// The one type of an array's elements, with its letter.
        var element: (type: Types, letter: Character)?
        var isArray = false
        var isOptional = false
        var isRepeated = false
        /// `-`: the context stands in for an argument left out.
        var takesContext = false

        init(_ types: Types) { self.types = types.union(.missing) }
    }

    private let parameters: [Parameter]

    var parameterCount: Int { parameters.count }

    /// The signature of a function of the language.
    init(builtin text: String) {
        do {
            try self.init(text, at: 0)
        } catch {
            preconditionFailure("the signature \(text) of a function of the language is wrong: \(error)")
        }
    }

    init(_ text: String, at position: Int) throws(JSONataError) {
        var parameters: [Parameter] = []
        var rest = Array(text)[...]
        if rest.first == "<" { rest.removeFirst() }
        while let letter = rest.popFirst(), letter != ":", letter != ">" {
            switch letter {
            case "s", "n", "b", "l", "o", "j", "x": parameters.append(Parameter(Types(letter: letter)))
            case "a":
                var parameter = Parameter(.any)
                parameter.isArray = true
                parameter.element = try Self.subtype(&rest, position)?.first.map { (Types(letter: $0), $0) }
                parameters.append(parameter)
            case "f":
                _ = try Self.subtype(&rest, position)
                // Only a function will do: a misspelt name must not pass for one left out.
                var parameter = Parameter(.function)
                parameter.types.remove(.missing)
                parameters.append(parameter)
            case "(": parameters.append(try Self.choice(&rest, position))
            case "-", "?", "+":
                guard var last = parameters.popLast() else { continue }
                if letter == "-" { last.takesContext = true }
                if letter == "?" { last.isOptional = true }
                if letter == "+" { last.isRepeated = true }
                parameters.append(last)
            case "<":
                throw JSONataError(
                    code: "S0401",
                    message: "Type parameters can only be applied to functions and arrays",
                    position: position
                )
            default: continue
            }
        }
        self.parameters = parameters
    }

    private static func choice(_ rest: inout ArraySlice<Character>, _ position: Int) throws(JSONataError) -> Parameter {
        var parameter = Parameter([])
        while let letter = rest.popFirst(), letter != ")" {
            switch letter {
            case "<":
                throw JSONataError(
                    code: "S0402",
                    message: "Choice groups containing parameterized types are not supported",
                    position: position
                )
            default: parameter.types.formUnion(Types(letter: letter))
            }
        }
        return parameter
    }

    private static func subtype(_ rest: inout ArraySlice<Character>, _ position: Int) throws(JSONataError) -> String? {
        guard rest.first == "<" else { return nil }
        var depth = 0
        var text = ""
        while let letter = rest.popFirst() {
            if letter == "<" { depth += 1 }
            if letter == ">" { depth -= 1 }
            if depth == 0 { break }
            if depth > 0, !(letter == "<" && depth == 1) { text.append(letter) }
        }
        return text
    }
}

// MARK: - Matching

extension Signature {
    /// The arguments in their places: the context where one was left out, single values as arrays.
    func validate(_ arguments: [Value], context: Value) throws(JSONataError) -> [Value] {
        if let same = try matchedInPlace(arguments) { return same }
        let kinds = arguments.map { Types($0) }
        var furthest = 0
        guard let counts = match(kinds, 0, 0, &furthest) else {
            throw JSONataError(
                "T0410",
                "Argument \(furthest + 1) of the function does not match the function's signature"
            )
        }
        var validated: [Value] = []
        validated.reserveCapacity(parameters.count)
        var next = 0
        for (parameter, count) in zip(parameters, counts) {
            if count == 0 {
                if parameter.takesContext {
                    guard parameter.types.contains(Types(context)) else {
                        throw JSONataError(
                            "T0411",
                            "Context value is not a compatible type with argument \(next + 1) of the function"
                        )
                    }
                    validated.append(context)
                } else if !parameter.isRepeated {
                    // As in the reference, an optional argument left out still takes its place in the list.
                    validated.append(next < arguments.count ? arguments[next] : .undefined)
                    next += 1
                }
            }
            for _ in 0..<count {
                if next < arguments.count {
                    validated.append(try converted(arguments[next], kinds[next], parameter, place: next + 1))
                }
                next += 1
            }
        }
        return validated
    }

    /// The arguments, where each parameter takes the one in its place and none is left out in between: the usual call.
    private func matchedInPlace(_ arguments: [Value]) throws(JSONataError) -> [Value]? {
        guard arguments.count <= parameters.count else { return nil }
        for (place, parameter) in parameters.enumerated() {
            if place >= arguments.count {
                guard parameter.isOptional, !parameter.takesContext else { return nil }
                continue
            }
            let kind = Types(arguments[place])
            guard parameter.types.contains(kind) else { return nil }
            if parameter.isArray, kind != .missing, kind != .array || parameter.element != nil { return nil }
        }
        return arguments
    }

    /// How many arguments each parameter takes, so that all are taken; nil if there is no such way.
    private func match(
        _ kinds: [Types],
        _ parameterIndex: Int,
        _ argumentIndex: Int,
        _ furthest: inout Int
    ) -> [Int]? {
        furthest = max(furthest, argumentIndex)
        guard parameterIndex < parameters.count else { return argumentIndex == kinds.count ? [] : nil }
        let parameter = parameters[parameterIndex]
        var available = 0
        while argumentIndex + available < kinds.count, available < (parameter.isRepeated ? Int.max : 1) {
            guard parameter.types.contains(kinds[argumentIndex + available]) else { break }
            available += 1
        }
        let least = parameter.isOptional || parameter.takesContext ? 0 : 1
        var count = available
        while count >= least {
            if let rest = match(kinds, parameterIndex + 1, argumentIndex + count, &furthest) { return [count] + rest }
            count -= 1
        }
        return nil
    }

    private func converted(
        _ argument: Value,
        _ kind: Types,
        _ parameter: Parameter,
        place: Int
    ) throws(JSONataError) -> Value {
        guard parameter.isArray, kind != .missing else { return argument }
        if let wanted = parameter.element {
            let fits = kind == .array ? argument.asList.allSatisfy { Types($0) == wanted.type } : kind == wanted.type
            guard fits else {
                throw JSONataError(
                    "T0412",
                    "Argument \(place) of the function must be an array of type \(wanted.letter)"
                )
            }
        }
        return kind == .array ? argument : .array([argument])
    }
}
