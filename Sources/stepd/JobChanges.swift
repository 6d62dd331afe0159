import StepProtocol

/// What became of the jobs by reading their files.
struct JobChanges {
    /// How many jobs there are now.
    var jobCount = 0
    /// Names of jobs that were not there before.
    private(set) var loaded: Set<String> = []
    private(set) var changed: Set<String> = []
    private(set) var removed: Set<String> = []
    /// Paths of files that were not taken over, sorted, with what is wrong with each.
    var refused: [RefusedFileRecord] = []

    /// A job was taken over from a file that had it before, or had not.
    mutating func took(_ job: String, isKnown: Bool) {
        // From another file: the same job, by whatever name its file has now.
        let wasRemoved = removed.remove(job) != nil
        if isKnown || wasRemoved { changed.insert(job) } else { loaded.insert(job) }
    }

    mutating func removed(_ job: String) {
        changed.remove(job)
        if loaded.remove(job) == nil { removed.insert(job) }
    }

    /// As the API tells it.
    var response: ReloadJobsResponse {
        var response = ReloadJobsResponse()
        response.jobs = Int64(jobCount)
        response.loaded = loaded.sorted()
        response.changed = changed.sorted()
        response.removed = removed.sorted()
        response.refused = refused
        return response
    }
}
