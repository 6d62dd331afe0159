import StepJSON

/// The types a function takes, as `<s-nn?:s>` says it (docs.jsonata.org, function signature syntax).
struct Signature: Sendable {
    private struct Parameter {
        /// The types that pass: `s n b l o a f`.
        var types: Set<Character> = []
        /// The one type of an array's elements.
        var elementType: Character?
        var isArray = false
        var isOptional = false
        var isRepeated = false
        /// `-`: the context stands in for an argument left out.
        var takesContext = false
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
            case "s", "n", "b", "l", "o":
                parameters.append(Parameter(types: [letter]))
            case "a":
                var parameter = Parameter(types: ["a", "s", "n", "b", "l", "o", "f"], isArray: true)
                parameter.elementType = try Self.subtype(&rest, position)?.first
                parameters.append(parameter)
            case "f":
                _ = try Self.subtype(&rest, position)
                parameters.append(Parameter(types: ["f"]))
            case "j": parameters.append(Parameter(types: ["a", "s", "n", "b", "l", "o"]))
            case "x": parameters.append(Parameter(types: ["a", "s", "n", "b", "l", "o", "f"]))
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
        var parameter = Parameter()
        while let letter = rest.popFirst(), letter != ")" {
            switch letter {
            case "<":
                throw JSONataError(
                    code: "S0402",
                    message: "Choice groups containing parameterized types are not supported",
                    position: position
                )
            case "j": parameter.types.formUnion(["a", "s", "n", "b", "l", "o"])
            case "x": parameter.types.formUnion(["a", "s", "n", "b", "l", "o", "f"])
            default: parameter.types.insert(letter)
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
        let letters = arguments.map(Self.letter)
        var furthest = 0
        guard let counts = match(letters, 0, 0, &furthest) else {
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
                    let letter = Self.letter(context)
                    guard letter == "m" || parameter.types.contains(letter) else {
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
                    validated.append(try converted(arguments[next], letters[next], parameter, place: next + 1))
                }
                next += 1
            }
        }
        return validated
    }

    /// How many arguments each parameter takes, so that all are taken; nil if there is no such way.
    private func match(
        _ letters: [Character],
        _ parameterIndex: Int,
        _ argumentIndex: Int,
        _ furthest: inout Int
    ) -> [Int]? {
        furthest = max(furthest, argumentIndex)
        guard parameterIndex < parameters.count else { return argumentIndex == letters.count ? [] : nil }
        let parameter = parameters[parameterIndex]
        var available = 0
        while argumentIndex + available < letters.count, available < (parameter.isRepeated ? Int.max : 1) {
            let letter = letters[argumentIndex + available]
            guard letter == "m" || parameter.types.contains(letter) else { break }
            available += 1
        }
        let least = parameter.isOptional || parameter.takesContext ? 0 : 1
        var count = available
        while count >= least {
            if let rest = match(letters, parameterIndex + 1, argumentIndex + count, &furthest) { return [count] + rest }
            count -= 1
        }
        return nil
    }

    private func converted(
        _ argument: Value,
        _ letter: Character,
        _ parameter: Parameter,
        place: Int
    ) throws(JSONataError) -> Value {
        guard parameter.isArray, letter != "m" else { return argument }
        if let wanted = parameter.elementType {
            let fits = letter == "a" ? argument.asList.allSatisfy { Self.letter($0) == wanted } : letter == wanted
            guard fits else {
                throw JSONataError("T0412", "Argument \(place) of the function must be an array of type \(wanted)")
            }
        }
        return letter == "a" ? argument : .array([argument])
    }

    /// The letter that signatures use for the type of `value`; `m` where it is missing.
    private static func letter(_ value: Value) -> Character {
        switch value {
        case .undefined, .tuples: "m"
        case .function: "f"
        case .record, .json(.object): "o"
        case .list, .json(.array): "a"
        case .json(.string): "s"
        case .json(.number): "n"
        case .json(.bool): "b"
        case .json(.null): "l"
        }
    }
}
