import StepProtocol
import StepTime

/// The jobs as `stepctl list` shows them.
struct JobTable {
    let jobs: [JobRecord]
    /// How an instant is written.
    let timeText: (Timestamp) -> String

    var table: TextTable {
        var table = TextTable([
            .init("JOB"), .init("SCHEDULE"), .init("NEXT"), .init("LAST"), .init("STATUS"), .init("RUNNING", .trailing),
            .init("DESCRIPTION"),
        ])
        for job in jobs {
            let last = job.lastExecution
            table.append([
                .init(job.name, .heading),
                .init(job.schedules.isEmpty ? "-" : job.schedules.joined(separator: ", ")),
                .init(job.nextSlot.map { timeText(Timestamp(wire: $0)) } ?? (job.isPaused == true ? "paused" : "-")),
                .init(last.map { timeText(Timestamp(wire: $0.startDate)) } ?? "-"),
                .init(last.map { $0.status.lowercased() } ?? "-", TextStyle(status: last?.status ?? "")),
                .init(String(job.runningExecutions), job.runningExecutions > 0 ? .active : .plain),
                .init(job.description ?? ""),
            ])
        }
        return table
    }

    /// The line below the table.
    var footer: String {
        let running = jobs.reduce(0) { $0 + $1.runningExecutions }
        return "\(Count.text(Int64(jobs.count), "job")), \(Count.text(running, "run")) going on."
    }
}
