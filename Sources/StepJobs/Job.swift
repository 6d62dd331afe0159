package import StepAWS
package import StepJSON
package import StepLanguage
package import StepSchedule
package import StepYAML

/// What a job file describes, checked and lowered: ready to be scheduled and run.
///
/// Invariant: `machine` is `definition` compiled, and `sourceMap` leads from every place in `definition` to the file.
package struct Job: Sendable {
    /// What to do with a slot that is due while an earlier execution still runs.
    package enum Overlap: String, Sendable, CaseIterable {
        /// The slot is skipped.
        case skip
        /// The slot waits for the end of the execution; one slot waits at most.
        case queue
        /// The running execution is stopped.
        case cancel
        /// Both run.
        case allow
    }

    /// The state machine's name too: 1 to 80 characters that AWS allows.
    package var name: String
    package var description: String?
    /// The Amazon States Language definition.
    package var definition: JSONValue
    package var machine: StateMachine
    package var sourceMap: SourceMap
    package var schedules: [JobSchedule]
    package var overlap: Overlap
    /// The limit of an execution, which `definition` carries too as `TimeoutSeconds`; nil if it has none.
    package var timeoutSeconds: Int?
    /// What `input` may hold; empty for a job written in the States Language.
    package var parameters: [JobParameter]
    /// The path of the job file, as it was given.
    package var file: String
    /// Paths of other files the job was made from (`definition_uri`): to watch, and to check who may write them.
    package var includedFiles: [String]
    /// Where the job's name stands, or the start of its document.
    package var nameRange: SourceRange
    package var locks: JobLock?
    package var secrets: [JobSecret] = []
    package var notifications = JobNotifications()
    package var retention = JobRetention()
    /// Lambda functions that it brings, to run on this machine.
    package var functions: [LambdaFunction] = []
    /// What a template says to look for, for people.
    package var outputs: [JobOutput] = []
}

/// One of a template's outputs.
package struct JobOutput: Sendable, Equatable {
    package var name: String
    package var value: String
    package var description: String?

    package init(name: String, value: String, description: String?) {
        self.name = name
        self.value = value
        self.description = description
    }
}

/// One schedule of a job.
package struct JobSchedule: Sendable {
    package var expression: ScheduleExpression
    /// The schedule as it was written, for people.
    package var text: String
    /// The IANA name; nil for the daemon's own time zone.
    package var timeZone: String?
    /// The input of its runs, as JSON text in which `<aws.scheduler.…>` stands for what is only known then; nil for
    /// `{"scheduled_at": …}`.
    package var input: String?
    package var range: SourceRange
    /// How much later than its slot a run may start, at most.
    package var jitterSeconds: Int = 0
    package var catchUp = CatchUp()
    /// There are slots from this moment on, and before that one, as they were written; nil for no bound.
    package var start: String?
    package var end: String?
}

/// One parameter of a job: a member of `$params`.
package struct JobParameter: Sendable {
    /// What a parameter's value must be; `any` where the file does not say.
    package enum Kind: String, Sendable, CaseIterable {
        case any, string, number, boolean, object, array
    }

    package var name: String
    package var kind: Kind
    /// What it is when an execution's input does not give it; nil for none. A string may be a `{% … %}` expression.
    package var fallback: JSONValue?
    package var isRequired: Bool
    /// The values it may have; empty for any.
    package var allowedValues: [JSONValue]
    package var nameRange: SourceRange
}
