import StepJSON

/// The input of a new execution, checked as StartExecution checks it.
enum ExecutionInput {
    /// Of a document, in UTF-8 (Step Functions' quota).
    private static let bytesMax = 262_144

    /// The document in `text`, which is JSON; the empty object without one.
    ///
    /// - Throws: `invalidExecutionInput` for text that is too long or no JSON.
    static func document(parsing text: String?) throws(EngineError) -> JSONDocument {
        guard let text else { return .emptyObject }
        // First the length: what is too long is not worth reading.
        try check(bytes: text.utf8.count)
        do throws(JSONError) {
            return try JSONDocument(parsing: text)
        } catch {
            throw fault("\(error)")
        }
    }

    /// What a task gives as `Input`: a string is JSON text, as in the API; anything else is the document itself. Null is
    /// as if it were absent (recorded).
    ///
    /// - Throws: `invalidExecutionInput` for a document that is too long, or text that is no JSON.
    static func document(_ value: JSONValue?) throws(EngineError) -> JSONDocument {
        switch value {
        case nil, .null: return .emptyObject
        case .string(let text): return try document(parsing: text)
        case let value?:
            let document = JSONDocument(value)
            try check(bytes: document.text.utf8.count)
            return document
        }
    }

    private static func check(bytes: Int) throws(EngineError) {
        guard bytes > bytesMax else { return }
        throw fault("the input is longer than \(bytesMax) bytes")
    }

    private static func fault(_ reason: String) -> EngineError {
        EngineError(.invalidExecutionInput, "Invalid State Machine Execution Input: '\(reason)'")
    }
}
