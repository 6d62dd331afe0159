import Logging
import StepAPI
import StepProtocol
import StepSystem

/// What whoever runs the daemon may ask of it: by signals, and through the API.
struct DaemonControl: ServiceControl {
    let jobs: JobDirectory
    let examination: Examination
    let notify: Notify

    private let logger = Logger(label: "stepd")

    init(jobs: JobDirectory, examination: Examination, notify: Notify) {
        self.jobs = jobs
        self.examination = examination
        self.notify = notify
    }

    /// Reads all job files again, and tells systemd when that begins and ends (sd_notify(3)).
    func reloadJobs() async throws(AWSError) -> ReloadJobsResponse {
        notify.send(.reloading)
        defer { notify.send(.ready) }
        let response: ReloadJobsResponse
        do {
            response = try await jobs.loadAll().response
        } catch {
            logger.error("the job files cannot be read: \(error)")
            throw AWSError("JobDirectoryUnreadable", "The job files cannot be read: \(error)")
        }
        logger.notice(
            "the job files were read again: \(response.summary)",
            metadata: ["STEPD_EVENT": "\(MessageID.daemonReloaded.rawValue)"]
        )
        return response
    }

    func examine() async -> ExamineServiceResponse {
        var response = ExamineServiceResponse()
        response.findings = await examination.findings()
        return response
    }
}
