package import StepJSON

/// One of the ways AWS's services speak HTTP: writes a request from parameters, reads a result or an error.
///
/// Parameters and results have the model's own member names. Within them a timestamp is a number of seconds since 1970,
/// a blob is its text (base64 if it is not UTF-8), and `"NaN"`, `"Infinity"`, `"-Infinity"` stand for those numbers.
/// Step Functions' spelling is put on and taken off by `StateSpelling`.
package protocol WireProtocol: Sendable {
    /// The request of `operation` with `parameters`, which the model allows.
    func request(
        for operation: Operation,
        of model: ServiceModel,
        parameters: JSONObject
    ) throws(WireError) -> HTTPRequest

    /// The result in an answer with a status below 300.
    func result(
        of operation: Operation,
        of model: ServiceModel,
        from response: HTTPResponse
    ) throws(WireError) -> JSONObject

    /// The error in any other answer; an answer that is no error document gives a fault named by its status.
    func fault(of operation: Operation, of model: ServiceModel, from response: HTTPResponse) -> ServiceFault
}
