/// The three names of one modelled error, and its HTTP status.
package struct ErrorDescription: Sendable, Equatable {
    /// `Rds.DbSnapshotAlreadyExistsException`: what a state's `ErrorEquals` has.
    package let errorName: String
    /// `DBSnapshotAlreadyExistsFault`: what boto3 calls it.
    package let shapeName: String
    /// `DBSnapshotAlreadyExists`: what the service answers.
    package let wireCode: String
    package let statusCode: Int?

    init(_ shape: Shape, of metadata: ServiceMetadata) {
        errorName = AWSNaming.errorName(serviceID: metadata.serviceID, shape: shape.name)
        shapeName = shape.name
        wireCode = shape.errorCode ?? shape.name
        statusCode = shape.errorStatusCode
    }
}
