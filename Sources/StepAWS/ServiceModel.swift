package import StepJSON
import Synchronization

/// One AWS service as botocore's `service-2.json` describes it: its operations, their members and errors.
///
/// Safe to use from any thread. Invariant: parts are parsed once, on first use, and then kept; the text of the model
/// is never parsed as a whole (see `ModelDocument`).
package final class ServiceModel: Sendable {
    package let metadata: ServiceMetadata
    private let document: ModelDocument
    private let parts = Mutex(Parts())

    private struct Parts {
        var operations: [String: Operation] = [:]
        var shapes: [String: Shape] = [:]
        /// Operation names by their small letters.
        var foldedNames: [String: String]?
        /// Error shapes by the code on the wire.
        var errorShapes: [String: String]?
    }

    /// The model in `bytes`, the UTF-8 text of a `service-2.json`.
    package convenience init(bytes: [UInt8]) throws(ModelError) {
        try self.init(ModelDocument(bytes))
    }

    /// A model from its parts.
    package convenience init(metadata: JSONValue, operations: JSONObject, shapes: JSONObject) throws(ModelError) {
        try self.init(ModelDocument(metadata: metadata, operations: operations, shapes: shapes))
    }

    private init(_ document: ModelDocument) throws(ModelError) {
        guard let range = document.metadata else {
            throw ModelError(.malformed, "a service model has no metadata")
        }
        metadata = ServiceMetadata(try document.value(at: range))
        self.document = document
    }

    /// The names of all operations, `CreateDBSnapshot`, sorted.
    package var operationNames: [String] { document.operations.keys.sorted() }

    /// The operation that a task's resource names: `createDBSnapshot`.
    ///
    /// Letter case does not count, so that the API's own spelling and Step Functions' one are found too; `actionName`
    /// of the result is what Step Functions wants.
    package func operation(_ action: String) throws(ModelError) -> Operation {
        let name = try parts.withLock { parts throws(ModelError) -> String in
            let names =
                parts.foldedNames ?? Dictionary(operationNames.map { ($0.lowercased(), $0) }) { first, _ in first }
            parts.foldedNames = names
            guard let name = names[action.lowercased()] else {
                let near = CloseNames.of(action, among: names.values)
                throw ModelError(
                    .unknownOperation,
                    "\(metadata.serviceName) has no action `\(action)`",
                    suggestions: near.map(AWSNaming.actionName)
                )
            }
            return name
        }
        if let operation = parts.withLock({ $0.operations[name] }) { return operation }
        let text = try text(of: name, at: document.operations[name], "operation")
        let operation = try Operation(name: name, model: text)
        parts.withLock { $0.operations[name] = operation }
        return operation
    }

    /// The shape a member or an operation of this model names.
    package func shape(_ name: String) throws(ModelError) -> Shape {
        if let shape = parts.withLock({ $0.shapes[name] }) { return shape }
        let text = try text(of: name, at: document.shapes[name], "shape")
        let shape = try Shape(name: name, model: text)
        parts.withLock { $0.shapes[name] = shape }
        return shape
    }

    /// The same for protocols: that the model is broken is an error of theirs.
    func wireShape(_ name: String) throws(WireError) -> Shape {
        try WireError.model { () throws(ModelError) in try shape(name) }
    }

    /// The shape of an error with `code` on the wire; nil if the service has no such error.
    ///
    /// The operation's own errors come first: codes are unique within an operation, not within a service. A code that
    /// only other operations list counts too, since the shared errors of a service are not listed everywhere.
    package func errorShape(code: String, of operation: Operation) throws(ModelError) -> Shape? {
        for name in operation.errorShapeNames {
            let shape = try shape(name)
            if shape.errorCode == code || name == code { return shape }
        }
        let known = parts.withLock { $0.errorShapes }
        if let known { return try known[code].map { name throws(ModelError) in try shape(name) } }
        var byCode: [String: String] = [:]
        for name in document.shapes.keys.sorted() {
            let shape = try shape(name)
            guard shape.isException else { continue }
            byCode[name] = name
            if let code = shape.errorCode, byCode[code] == nil { byCode[code] = name }
        }
        parts.withLock { [byCode] in $0.errorShapes = byCode }
        return try byCode[code].map { name throws(ModelError) in try shape(name) }
    }

    private func text(of name: String, at place: Range<Int>?, _ kind: String) throws(ModelError) -> JSONValue {
        guard let place else {
            throw ModelError(.malformed, "the model of \(metadata.serviceName) has no \(kind) \(name)")
        }
        return try document.value(at: place)
    }
}

// MARK: - What a job file or a message says of an operation

extension ServiceModel {
    /// The members of an operation's input, in the model's order: what `with` or `Arguments` may hold.
    package func inputMembers(of operation: Operation) throws(ModelError) -> [Member] {
        guard let name = operation.inputShapeName else { return [] }
        return try shape(name).members
    }

    /// The members of an operation's output, in the model's order.
    package func outputMembers(of operation: Operation) throws(ModelError) -> [Member] {
        guard let name = operation.outputShapeName else { return [] }
        return try shape(name).members
    }

    /// The names of the members that carry an idempotency token, in the model's spelling; usually none or one.
    package func idempotencyTokens(of operation: Operation) throws(ModelError) -> [String] {
        try inputMembers(of: operation).filter(\.isIdempotencyToken).map(\.name)
    }

    /// The modelled errors of an operation.
    package func errors(of operation: Operation) throws(ModelError) -> [ErrorDescription] {
        var errors: [ErrorDescription] = []
        for name in operation.errorShapeNames { errors.append(ErrorDescription(try shape(name), of: metadata)) }
        return errors
    }

    /// The error name that `ErrorEquals` wants for any of an error's names: the state's, the shape's or the wire's.
    ///
    /// nil if the operation has no such error.
    package func errorName(spelled name: String, of operation: Operation) throws(ModelError) -> String? {
        let bare = name.split(separator: ".").last.map { String($0).lowercased() } ?? ""
        return try errors(of: operation).first { error in
            [error.errorName, error.shapeName, error.wireCode].contains { $0.lowercased() == name.lowercased() }
                || AWSNaming.exceptionName(shape: error.shapeName).lowercased() == bare
        }?.errorName
    }
}
