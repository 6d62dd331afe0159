import StepJSON

/// An error as an AWS service answers it: a name for programs, words for people, and the HTTP status.
///
/// On the wire `{"__type":"com.amazonaws.states#ExecutionDoesNotExist","message":"…"}` (Smithy, "AWS JSON 1.0
/// protocol", "Operation error serialization"); clients take the part of `__type` after `#`.
package struct AWSError: Error, Sendable, Equatable, CustomStringConvertible {
    /// `ExecutionDoesNotExist`.
    package var name: String
    package var message: String
    package var httpStatus: Int

    package init(_ name: String, _ message: String, httpStatus: Int = 400) {
        self.name = name
        self.message = message
        self.httpStatus = httpStatus
    }

    /// The error in the body of an answer whose status is not 200.
    ///
    /// A body that is no such error becomes `UnknownError` with the beginning of the text.
    package init(httpStatus: Int, body: [UInt8]) {
        let value = try? JSONParser.parse(bytes: body)
        guard let type = value?["__type"]?.stringValue else {
            let text = String(decoding: body.prefix(500), as: UTF8.self)
            self.init("UnknownError", "HTTP status \(httpStatus): \(text)", httpStatus: httpStatus)
            return
        }
        let name = type.split(separator: "#").last.map(String.init) ?? type
        let message = value?["message"]?.stringValue ?? value?["Message"]?.stringValue ?? ""
        self.init(name, message, httpStatus: httpStatus)
    }

    package var description: String { "\(name): \(message)" }

    /// The body of the answer.
    package var body: [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(contentsOf: "{\"__type\":".utf8)
        JSONWriter.append(string: "com.amazonaws.states#" + name, to: &bytes)
        bytes.append(contentsOf: ",\"message\":".utf8)
        JSONWriter.append(string: message, to: &bytes)
        bytes.append(UInt8(ascii: "}"))
        return bytes
    }
}

extension AWSError {
    /// `ValidationException`: a member of the request breaks a constraint of the API's model.
    package static func validation(_ message: String) -> AWSError { AWSError("ValidationException", message) }

    /// `SerializationException`: the request is not JSON, or a member has the wrong type.
    package static func serialization(_ message: String) -> AWSError { AWSError("SerializationException", message) }

    /// `UnknownOperationException`: there is no such operation.
    package static func unknownOperation(_ message: String) -> AWSError {
        AWSError("UnknownOperationException", message)
    }
}
