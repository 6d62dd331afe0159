// What the service is told and asked by whoever runs it: to read its job files again, and whether it can work as it is
// set up. The same way as the rest of `Stepd.…`.

// MARK: - ReloadJobs

/// `Stepd.ReloadJobs`: `{}`. Reads all job files again, and answers when that is done.
package struct ReloadJobsRequest: WireShape {
    package init() {}

    package mutating func visit(_ visitor: inout some WireVisitor) {}
}

/// What became of the jobs by reading their files again:
/// `{"jobs", "loaded": [name…], "changed": [name…], "removed": [name…], "refused": [RefusedFileRecord…]}`, each by name.
///
/// A job whose file was refused goes on as it was, and counts among `jobs`.
package struct ReloadJobsResponse: WireShape, Equatable {
    /// How many jobs there are now.
    package var jobs: Int64 = 0
    package var loaded: [String] = []
    package var changed: [String] = []
    package var removed: [String] = []
    package var refused: [RefusedFileRecord] = []

    package init() {}

    package mutating func visit(_ visitor: inout some WireVisitor) {
        visitor.integer("jobs", &jobs)
        visitor.texts("loaded", &loaded)
        visitor.texts("changed", &changed)
        visitor.texts("removed", &removed)
        visitor.shapes("refused", &refused)
    }
}

extension ReloadJobsResponse {
    /// In one line: `12 jobs (1 new, 2 changed, 1 removed), 1 file refused`.
    package var summary: String {
        let counts = [(loaded.count, "new"), (changed.count, "changed"), (removed.count, "removed")]
        let parts = counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        let jobs = "\(Count.text(jobs, "job")) (\(parts.isEmpty ? "none changed" : parts.joined(separator: ", ")))"
        return refused.isEmpty ? jobs : "\(jobs), \(Count.text(refused.count, "file")) refused"
    }
}

/// A file that was not taken over: `{"file", "diagnostics": [text…]}`.
package struct RefusedFileRecord: WireShape, Equatable {
    /// The file's path.
    package var file = ""
    /// Everything that is wrong with it, each as `file:line:column: error: …` with the line and a caret.
    package var diagnostics: [String] = []

    package init() {}

    package init(file: String, diagnostics: [String]) {
        self.file = file
        self.diagnostics = diagnostics
    }

    package mutating func visit(_ visitor: inout some WireVisitor) {
        visitor.text("file", &file)
        visitor.texts("diagnostics", &diagnostics)
    }
}

// MARK: - ExamineService

/// `Stepd.ExamineService`: `{}`. Asks AWS who the service is, so that it may take some seconds.
package struct ExamineServiceRequest: WireShape {
    package init() {}

    package mutating func visit(_ visitor: inout some WireVisitor) {}
}

/// `{"findings": [FindingRecord…]}`: what the service finds out about its own surroundings.
package struct ExamineServiceResponse: WireShape {
    package var findings: [FindingRecord] = []

    package init() {}

    package mutating func visit(_ visitor: inout some WireVisitor) { visitor.shapes("findings", &findings) }
}

/// One thing that was looked at: `{"subject", "result": "ok" | "warning" | "failed", "detail", "advice"?}`.
package struct FindingRecord: WireShape, Equatable {
    /// How much it matters.
    package enum Result: String, Sendable, CaseIterable {
        /// As it should be.
        case ok
        /// Something will not work, or not for all jobs.
        case warning
        /// Jobs will fail.
        case failed
    }

    /// One or two words: `credentials`.
    package var subject = ""
    /// A ``Result``; a service of another version may know more.
    package var result = Result.ok.rawValue
    /// What was found.
    package var detail = ""
    /// What to do about it; nil where there is nothing to do.
    package var advice: String?

    package init() {}

    package init(_ subject: String, _ result: Result, _ detail: String, advice: String? = nil) {
        self.subject = subject
        self.result = result.rawValue
        self.detail = detail
        self.advice = advice
    }

    package mutating func visit(_ visitor: inout some WireVisitor) {
        visitor.text("subject", &subject)
        visitor.text("result", &result)
        visitor.text("detail", &detail)
        visitor.text("advice", &advice)
    }
}
