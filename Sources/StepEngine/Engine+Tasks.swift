import StepJSON
import StepMachine
import StepStore
package import StepTime

// What workers ask: activities and the reports of tasks (AWS API Reference).

/// A task that GetActivityTask hands to a worker.
package struct ActivityTask: Sendable, Equatable {
    /// What the worker reports with.
    package var token: String
    /// JSON text.
    package var input: String
}

/// An activity as it stands.
package struct ActivityDescription: Sendable, Equatable {
    package var arn: String
    package var name: String
    package var creationDate: Timestamp
}

extension Engine {
    /// CreateActivity. The same name again is answered as the first time.
    ///
    /// - Throws: `invalidName`, `activityLimitExceeded`, `throttling`, `stopping`, `storage`.
    package func createActivity(name: String) async throws(EngineError) -> ActivityDescription {
        try ResourceNames.check(name: name)
        let date: Timestamp = try await ask { .createActivity(name: name, $0) }
        return ActivityDescription(arn: names.activityARN(name), name: name, creationDate: date)
    }

    /// DeleteActivity; one that is not there is deleted already.
    package func deleteActivity(arn: String) async throws(EngineError) {
        let name = try names.activityName(ofARN: arn)
        try await ask { .deleteActivity(name: name, $0) }
    }

    /// DescribeActivity.
    ///
    /// - Throws: `invalidArn`, `activityDoesNotExist`, `storage`.
    package func describeActivity(arn: String) async throws(EngineError) -> ActivityDescription {
        let name = try names.activityName(ofARN: arn)
        return try await reader.ask { (reader) throws(EngineError) in try reader.activity(name) }
    }

    /// ListActivities, by name.
    package func listActivities(
        maxResults: Int,
        nextToken: String?
    ) async throws(EngineError) -> Page<ActivityDescription> {
        try await reader.ask { (reader) throws(EngineError) in try reader.activities(maxResults, nextToken) }
    }

    /// GetActivityTask: the task that was offered first, waited for up to a minute; nil when none came.
    ///
    /// - Throws: `invalidArn`, `activityDoesNotExist`, `activityWorkerLimitExceeded`, `throttling`, `storage`.
    package func activityTask(arn: String, workerName: String?) async throws(EngineError) -> ActivityTask? {
        let name = try names.activityName(ofARN: arn)
        return try await ask { .pollActivity(name: name, worker: workerName, $0) }
    }

    /// SendTaskSuccess; returns when the result is on disk.
    ///
    /// - Throws: `invalidOutput`, `invalidTaskToken`, `taskTimedOut` when nobody waits for the task any more.
    package func sendTaskSuccess(token: String, output: String) async throws(EngineError) {
        // Of a bad token with a bad output, AWS tells of the token (recorded).
        let outcome: Result<TaskOutcome, EngineError>
        do throws(JSONError) {
            outcome = .success(.succeeded(try JSONDocument(parsing: output)))
        } catch {
            outcome = .failure(EngineError(.invalidOutput, "Invalid Output: '\(error)'"))
        }
        try await ask { .reportTask(token: token, outcome, $0) }
    }

    /// SendTaskFailure; returns when the failure is on disk.
    package func sendTaskFailure(token: String, error: String?, cause: String?) async throws(EngineError) {
        try await ask { .reportTask(token: token, .success(.failed(error: error, cause: cause)), $0) }
    }

    /// SendTaskHeartbeat.
    package func sendTaskHeartbeat(token: String) async throws(EngineError) {
        try await ask { .reportHeartbeat(token: token, $0) }
    }
}

extension EngineReads {
    func activity(_ name: String) throws(EngineError) -> ActivityDescription {
        guard let row = try read({ (store) throws(StoreError) in try store.activity(named: name) }) else {
            throw EngineError(.activityDoesNotExist, "Activity Does Not Exist: '\(names.activityARN(name))'")
        }
        return description(row)
    }

    func activities(_ maxResults: Int, _ token: String?) throws(EngineError) -> Page<ActivityDescription> {
        let rows = try read { (store) throws(StoreError) in
            try store.activities(after: token ?? "", limit: maxResults + 1)
        }
        let items = rows.prefix(maxResults).map(description)
        return Page(items: items, nextToken: rows.count > maxResults ? items.last?.name : nil)
    }

    private func description(_ row: ActivityRow) -> ActivityDescription {
        ActivityDescription(
            arn: names.activityARN(row.name),
            name: row.name,
            creationDate: Timestamp(milliseconds: row.createdMilliseconds)
        )
    }
}
