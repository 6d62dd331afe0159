import StepJSON
import StepJSONata

/// Compiles paths, JSONata expressions and templates of one state, and reports those that cannot be compiled.
struct ExpressionCompiler {
    let language: QueryLanguage
    let block: StateBlock
    let collector: DiagnosticCollector
    /// What `$states` has besides `input` and `context` where the expressions are evaluated.
    var statesMembers: Set<String> = []

    /// The same where `$states` has `member` too.
    func reading(_ member: String) -> ExpressionCompiler {
        var compiler = self
        compiler.statesMembers.insert(member)
        return compiler
    }

    // MARK: Paths

    /// The path in `field` of `reader`; nil when it is absent or was reported.
    func path(_ field: String, of reader: FieldReader, isReference: Bool) -> JSONPath? {
        guard let text = reader.string(field) else { return nil }
        do {
            return checked(try JSONPath(text, field: nil, isReference: isReference), at: reader.location(of: field))
        } catch {
            let message = isReference ? "Value is not a Reference Path" : "Value is not a valid JSONPath"
            report(error, message, at: reader.location(of: field))
            return nil
        }
    }

    /// Notes the variable that a path reads, and warns of a path that cannot be evaluated, which AWS finds out only then.
    private func checked(_ path: JSONPath, at location: String) -> JSONPath {
        if case .variable(let name) = path.root { block.noteRead(name, at: location) }
        guard let fault = path.fault else { return path }
        collector.add(
            DefinitionDiagnostic(
                severity: .warning,
                code: DefinitionCode.invalidPath,
                message: "The path '\(path.text)' will fail when it is evaluated: \(fault.message)",
                location: location,
                expressionOffset: fault.offset
            )
        )
        return path
    }

    /// `InputPath` or `OutputPath`.
    func pathField(_ field: String, of reader: FieldReader) -> PathField {
        switch reader.object[field] {
        case nil, .string("$"): .whole
        case .null?: .discard
        default: path(field, of: reader, isReference: false).map(PathField.path) ?? .whole
        }
    }

    /// `ResultPath`.
    func resultPathField(of reader: FieldReader) -> ResultPathField {
        switch reader.object["ResultPath"] {
        case nil, .string("$"): return .replace
        case .null?: return .discard
        default:
            guard let text = reader.string("ResultPath") else { return .replace }
            do {
                return .path(try ReferencePath(text))
            } catch {
                report(error, "Value is not a Reference Path", at: reader.location(of: "ResultPath"))
                return .replace
            }
        }
    }

    /// A path or an intrinsic function call, as the value of `key` in a template or of `ErrorPath` and `CausePath`; nil
    /// when it was reported. `location` is the field that AWS names, `place` where the text stands.
    func pathOrIntrinsic(_ text: String, key: String, location: String, place: String) -> Template? {
        do {
            if text.utf8.first == UInt8(ascii: "$") {
                return .jsonPath(checked(try JSONPath(text, field: key), at: place))
            }
            return .intrinsic(try IntrinsicFunction(text, place: place))
        } catch {
            report(error, Self.invalidExpression(key), at: location, place: place)
            return nil
        }
    }

    private static func invalidExpression(_ key: String) -> String {
        "The value for the field '\(key)' must be a valid JSONPath or a valid intrinsic function call"
    }

    private func report(_ error: JSONPathError, _ message: String, at location: String, place: String? = nil) {
        collector.add(
            DefinitionDiagnostic(
                message: message,
                location: location,
                place: place,
                detail: error.message,
                expressionOffset: error.offset
            )
        )
    }

    // MARK: JSONata

    /// What a string is in a JSONata state.
    enum Text {
        case literal
        /// `offset`: where the expression begins in the string, in UTF-8 bytes.
        case expression(String, offset: Int)
        /// Opened and not closed, or the reverse.
        case unbalanced

        /// Only a string that is `{% … %}` as a whole is an expression (AWS, "Writing JSONata expressions").
        init(_ text: String) {
            let bytes = Array(text.utf8)
            let opens = bytes.starts(with: "{%".utf8)
            let closes = bytes.count >= 4 && bytes.suffix(2).elementsEqual("%}".utf8)
            guard opens, closes else {
                self = opens || closes ? .unbalanced : .literal
                return
            }
            let inner = bytes[2..<bytes.count - 2]
            let leading = inner.prefix { Self.isBlank($0) }.count
            let trailing = inner.dropFirst(leading).reversed().prefix { Self.isBlank($0) }.count
            let source = inner.dropFirst(leading).dropLast(trailing)
            self = .expression(String(decoding: source, as: UTF8.self), offset: 2 + leading)
        }

        private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || 0x09...0x0D ~= byte }
    }

    /// The expression in a string that must be one; nil when it was reported.
    func jsonata(_ source: String, offset: Int, at location: String) -> JSONataExpression? {
        do {
            let expression = try JSONataExpression(source, dialect: .stepFunctions)
            checkVariables(of: expression, at: location)
            return expression
        } catch {
            // What the language has and Step Functions refuses carries this code of AWS's.
            let isUnsupported = error.message.utf8.starts(with: "Reference to '".utf8)
            collector.add(
                DefinitionDiagnostic(
                    code: isUnsupported
                        ? DefinitionCode.unsupportedJSONataExpression : DefinitionCode.invalidJSONataExpression,
                    message: error.message,
                    location: location,
                    expressionOffset: offset + error.position
                )
            )
            return nil
        }
    }

    private func checkVariables(of expression: JSONataExpression, at location: String) {
        for name in expression.freeVariables.sorted() where name != VariableName.reserved {
            block.noteRead(name, at: location)
        }
        guard expression.freeVariables.contains(VariableName.reserved) else { return }
        for member in StatesUse.members(in: expression.source) where !statesMembers.contains(member) {
            guard ["result", "errorOutput"].contains(member) else { continue }
            collector.warn(
                "$states.\(member) has no value here",
                at: location,
                code: DefinitionCode.unavailableStatesMember
            )
        }
    }

    /// The expression in `field` of `reader` if it holds one: a string in a JSONata state.
    func expression(_ field: String, of reader: FieldReader) -> JSONataExpression? {
        guard language == .jsonata, case .string(let text)? = reader.object[field] else { return nil }
        switch Text(text) {
        case .literal: return nil
        case .expression(let source, let offset):
            return jsonata(source, offset: offset, at: reader.location(of: field))
        case .unbalanced:
            reportUnbalanced(at: reader.location(of: field))
            return nil
        }
    }

    /// Whether `field` of `reader` is meant to be a JSONata expression, also a wrong one.
    func isExpression(_ field: String, of reader: FieldReader) -> Bool {
        guard language == .jsonata, case .string(let text)? = reader.object[field] else { return false }
        if case .literal = Text(text) { return false }
        return true
    }

    private func reportUnbalanced(at location: String) {
        collector.error("A JSONata expression must begin with '{%' and end with '%}'", at: location)
    }
}

// MARK: - Templates

extension ExpressionCompiler {
    /// The template in `field` of `reader`; nil when it is absent. Where it must be an object, a JSONata expression will
    /// do too, if `allowsExpression` says so.
    func template(
        _ field: String,
        of reader: FieldReader,
        mustBeObject: Bool = false,
        allowsExpression: Bool = true
    ) -> Template? {
        guard let value = reader.object[field] else { return nil }
        if mustBeObject, value.objectValue == nil, !(allowsExpression && isExpression(field, of: reader)) {
            reader.error("Expected value of type Object", at: field)
            return nil
        }
        let location = reader.location(of: field)
        switch language {
        case .jsonPath: return jsonPathTemplate(value, location: location, place: location)
        case .jsonata: return jsonataTemplate(value, field: field, location: location)
        }
    }

    private func jsonPathTemplate(_ value: JSONValue, location: String, place: String) -> Template {
        switch value {
        case .null, .bool, .number, .string: return .literal(value)
        case .array(let values):
            let elements = values.enumerated().map { index, value in
                jsonPathTemplate(value, location: location, place: "\(place)[\(index)]")
            }
            return Self.folded(.array(elements), elements, value)
        case .object(let object):
            var members: [Template.Member] = []
            for (key, value) in object {
                members.append(member(key, value, location: location, place: "\(place)/\(key)"))
            }
            checkKeys(members, at: location)
            return Self.folded(.object(members), members.map(\.value), value)
        }
    }

    private func member(_ key: String, _ value: JSONValue, location: String, place: String) -> Template.Member {
        guard key.utf8.count > 2, key.utf8.suffix(2).elementsEqual(".$".utf8) else {
            if case .string(let text) = value, Self.looksLikePath(text) {
                collector.warn(
                    "The value of '\(key)' looks like a path, but the name does not end with '.$'",
                    at: place,
                    code: DefinitionCode.noDollar
                )
            }
            return Template.Member(key: key, value: jsonPathTemplate(value, location: location, place: place))
        }
        let name = String(decoding: key.utf8.dropLast(2), as: UTF8.self)
        guard case .string(let text) = value else {
            collector.add(
                DefinitionDiagnostic(message: Self.invalidExpression(key), location: location, place: place)
            )
            return Template.Member(key: name, value: .literal(.null))
        }
        let template = pathOrIntrinsic(text, key: key, location: location, place: place)
        return Template.Member(key: name, value: template ?? .literal(.null))
    }

    /// Warns of a constant that a path would be taken for, in a field that has a twin for paths.
    func warnOfPath(in value: JSONValue, field: String, of reader: FieldReader) {
        guard language == .jsonPath, case .string(let text) = value, Self.looksLikePath(text) else { return }
        reader.warn(
            "The value of '\(field)' looks like a path, but the name does not end with 'Path'",
            at: field,
            code: DefinitionCode.noPath
        )
    }

    private static func looksLikePath(_ text: String) -> Bool {
        ["$.", "$[", "$$.", IntrinsicParser.prefix].contains { text.utf8.starts(with: $0.utf8) }
    }

    /// `a` and `a.$` in one object would be the same member.
    private func checkKeys(_ members: [Template.Member], at location: String) {
        var seen: Set<ExactText> = []
        for member in members where !seen.insert(ExactText(member.key)).inserted {
            collector.error("The field '\(member.key)' is set more than once", at: location)
        }
    }

    private func jsonataTemplate(_ value: JSONValue, field: String, location: String) -> Template {
        switch value {
        case .null, .bool, .number: return .literal(value)
        case .string(let text):
            switch Text(text) {
            case .literal: return .literal(value)
            case .unbalanced:
                reportUnbalanced(at: location)
                return .literal(value)
            case .expression(let source, let offset):
                guard let expression = jsonata(source, offset: offset, at: location) else { return .literal(value) }
                return .jsonata(expression, field: field, use: StatesUse(of: expression))
            }
        case .array(let values):
            let elements = values.enumerated().map { index, value in
                jsonataTemplate(value, field: "\(field)[\(index)]", location: "\(location)[\(index)]")
            }
            return Self.folded(.array(elements), elements, value)
        case .object(let object):
            var members: [Template.Member] = []
            for (key, value) in object {
                let value = jsonataTemplate(value, field: "\(field)/\(key)", location: "\(location)/\(key)")
                members.append(Template.Member(key: key, value: value))
            }
            return Self.folded(.object(members), members.map(\.value), value)
        }
    }

    /// One literal where nothing inside is an expression.
    private static func folded(_ template: Template, _ parts: [Template], _ value: JSONValue) -> Template {
        let isLiteral = parts.allSatisfy { part in
            if case .literal = part { return true }
            return false
        }
        return isLiteral ? .literal(value) : template
    }
}
