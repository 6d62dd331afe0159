import Testing

/// The snapshot jobs of jobs.d, the article's among them, with shorter times.
enum SnapshotJob {
    static let name = "rds-snapshot"
    static let aslName = "rds-snapshot-asl"
    static let volumeName = "ebs-snapshot"

    /// `jobs.d/rds-snapshot.yaml` with `every` between two looks, `pollTimeout` for the step and `jobTimeout` for the run.
    static func text(
        every: String = "1s",
        pollTimeout: String = "4h",
        jobTimeout: String = "6h",
        retryTimes: Int = 3
    ) throws -> String {
        try replacing(
            in: repositoryFile("rds-snapshot.yaml"),
            [
                "every: 60s": "every: \(every)",
                "timeout: 4h": "timeout: \(pollTimeout)",
                "timeout: 6h": "timeout: \(jobTimeout)",
                "overlap: skip": "overlap: allow",
                "retry: { times: 3, delay: 30s, max_delay: 5m, jitter: true }":
                    "retry: { times: \(retryTimes), delay: 1s, backoff: 1 }",
            ]
        )
    }

    /// `jobs.d/rds-snapshot-asl.yaml` with a wait of one second.
    static func aslText() throws -> String {
        try replacing(in: repositoryFile("rds-snapshot-asl.yaml"), ["Seconds: 60": "Seconds: 1"])
    }

    /// `jobs.d/ebs-snapshot.yaml` with a look every second.
    static func volumeText() throws -> String {
        try replacing(in: repositoryFile("ebs-snapshot.yaml"), ["every: 60s": "every: 1s"])
    }

    /// The file itself, unchanged.
    static func repositoryFile(_ name: String) throws -> String {
        let here: String = #filePath
        let root = here.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
        return try #require(FileText.read("\(root)/jobs.d/\(name)"))
    }

    /// Each text must stand there exactly once: a test of another job than it thinks proves nothing.
    private static func replacing(in text: String, _ replacements: [String: String]) throws -> String {
        var text = text
        for (old, new) in replacements {
            try #require(text.ranges(of: old).count == 1, "`\(old)` does not stand once in the job file")
            text.replace(old, with: new)
        }
        return text
    }
}
