package import StepProtocol

/// The daemon around the engine, as whoever runs it may command it through the API.
package protocol ServiceControl: Sendable {
    /// Reads all job files again. Calls at the same time come one after the other.
    ///
    /// - Throws: an `AWSError` where the folder of the job files cannot be read; a bad file is part of the answer.
    func reloadJobs() async throws(AWSError) -> ReloadJobsResponse

    /// Looks whether the service can work as it is set up: credentials, models, disk and the like.
    func examine() async -> ExamineServiceResponse
}
