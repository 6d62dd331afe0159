/// Which jobs each file has, and which file each job is in: of ten thousand files neither may be looked for.
struct JobFileIndex {
    private var jobs: [String: [String]] = [:]
    private var owners: [String: String] = [:]

    /// The jobs of a file; nil for one that was not taken over.
    subscript(file: String) -> [String]? {
        get { jobs[file] }
        set {
            for job in jobs[file] ?? [] where owners[job] == file { owners[job] = nil }
            jobs[file] = newValue
            for job in newValue ?? [] { owners[job] = file }
        }
    }

    /// The file that a job is in.
    func file(of job: String) -> String? { owners[job] }

    /// The names of the files that were taken over, in no order.
    var files: [String] { Array(jobs.keys) }

    var jobCount: Int { owners.count }
}
