package import StepJSON

/// An error that a service answered with.
package struct ServiceFault: Error, Sendable, Equatable {
    /// The code on the wire, `DBSnapshotAlreadyExists`.
    package var code: String
    package var message: String
    /// The shape of the error in the model; nil for a code that the model does not list.
    package var shapeName: String?
    package var statusCode: Int
    package var requestID: String
    /// The members of the error's shape, by the model's names.
    package var fields: JSONObject

    package init(
        code: String,
        message: String,
        shapeName: String?,
        statusCode: Int,
        requestID: String,
        fields: JSONObject
    ) {
        self.code = code
        self.message = message
        self.shapeName = shapeName
        self.statusCode = statusCode
        self.requestID = requestID
        self.fields = fields
    }
}
