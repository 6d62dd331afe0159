package import StepJSON

/// A path into a document: JSONPath as Jayway JsonPath reads it, which is what Step Functions uses.
///
/// It begins with `$` (the input), `$$` (the Context Object) or `$name` (a variable). A *definite* path names one node
/// (members, indexes, a union of members at the end) and gives that node; it is an error when there is none. An
/// *indefinite* one (wildcards, slices, unions of indexes, descendants, filters) gives an array of what it finds, empty
/// when that is nothing.
///
/// The text was compiled to segments, so that reading a member costs a look-up and no more.
package struct JSONPath: Sendable {
    /// The path as it was written.
    package let text: String
    let root: Root
    let query: JSONPathQuery
    /// The field that messages name, such as `value.$` or `ErrorPath`; nil for fields that AWS does not name.
    let field: String?
    /// Why every evaluation fails, although the path can be read.
    let fault: JSONPathError?

    /// What a path begins with.
    enum Root: Sendable, Equatable {
        case input
        case context
        case variable(String)
    }

    /// Compiles `text`.
    ///
    /// - Throws: ``JSONPathError`` for a text that is no path, and for a part of the language that is not supported.
    package init(_ text: String) throws(JSONPathError) {
        try self.init(text, field: nil)
        if let fault { throw fault }
    }

    /// Compiles `text`, as a definition may have it: with a ``fault`` where AWS finds it only when it evaluates.
    init(_ text: String, field: String?, isReference: Bool = false) throws(JSONPathError) {
        var parser = JSONPathParser(text, isReference: isReference)
        (root, query) = try parser.parsePath()
        fault = parser.wordFault
        self.text = text
        self.field = field
    }

    /// The value that the path names in `scope`.
    ///
    /// - Throws: `States.Runtime` in AWS's words when a definite path finds nothing.
    package func evaluate(in scope: EvaluationScope) throws(EvaluationError) -> JSONValue {
        do {
            return try find(in: scope)
        } catch {
            throw EvaluationError(error: ErrorName.runtime, cause: cause(of: error, in: scope))
        }
    }

    /// The value that the path names in `scope`, without a text where there is none.
    func find(in scope: EvaluationScope) throws(JSONPathMiss) -> JSONValue {
        guard fault == nil else { throw .invalid }
        return try query.value(in: document(in: scope))
    }

    /// Whether the path names exactly one node by members and indexes (states-language.net, "Reference Paths").
    var isReference: Bool { query.isReference }

    private func document(in scope: EvaluationScope) throws(JSONPathMiss) -> JSONValue {
        switch root {
        case .input: return scope.input
        case .context: return scope.context()
        case .variable(let name):
            guard let value = scope.variables[name] else { throw .noVariable }
            return value
        }
    }

    private func cause(of miss: JSONPathMiss, in scope: EvaluationScope) -> String {
        if let fault { return "Invalid path '\(text)' : \(fault.message)" }
        guard let field else { return "Invalid path '\(text)' : \(query.reason(of: miss))" }
        let document = (try? document(in: scope)) ?? scope.input
        return "The JSONPath '\(text)' specified for the field '\(field)' could not be found in the input "
            + "'\(JSONWriter.text(of: document))'"
    }
}

/// Why a text is not a path, a Reference Path or an intrinsic function call that is supported here, and where.
package struct JSONPathError: Error, Equatable, Sendable, CustomStringConvertible {
    package var message: String
    /// UTF-8 bytes from the start of the text.
    package var offset: Int

    package init(message: String, offset: Int) {
        self.message = message
        self.offset = offset
    }

    package var description: String { "\(message) (at byte \(offset))" }
}

/// How a path came to find nothing. It carries places and no texts: a Choice asks often and reads none.
enum JSONPathMiss: Error, Equatable {
    /// The object at `segment` has no such member.
    case noMember(segment: Int)
    /// `segment` names members of something that is not an object.
    case notAnObject(segment: Int)
    /// The array at `segment` has no such element.
    case noElement(segment: Int)
    /// `segment` takes elements of something that is not an array, or filters something that has no members.
    case notAnArray(segment: Int)
    case noVariable
    /// The path has a ``JSONPath/fault``.
    case invalid
    /// An aggregate of no numbers.
    case noNumbers
    /// The path visited more nodes than ``JSONPathQuery/visitsMax``.
    case tooManyVisits
}
