// This daemon's operations on the slots of a job's schedules: `Stepd.…`, as in StepdOperations.

// MARK: - ListSlots

/// `Stepd.ListSlots`: `{"job", "maxResults"?, "nextToken"?}`.
///
/// `StateMachineDoesNotExist` when there is no such job.
package struct ListSlotsRequest: WireShape {
    /// The job's name.
    package var job = ""
    /// 1 to 1,000; 0 and nil stand for 100.
    package var maxResults: Int64?
    package var nextToken: String?

    package init() {}

    package mutating func visit(_ visitor: inout some WireVisitor) {
        visitor.text("job", &job, .name)
        visitor.integer("maxResults", &maxResults, PageSize.range)
        visitor.text("nextToken", &nextToken, .pageToken)
    }
}

/// `{"job", "slots": [PastSlotRecord…], "nextToken"?}`, latest first.
package struct ListSlotsResponse: WireShape {
    package var job = ""
    package var slots: [PastSlotRecord] = []
    package var nextToken: String?

    package init() {}

    package mutating func visit(_ visitor: inout some WireVisitor) {
        visitor.text("job", &job)
        visitor.shapes("slots", &slots)
        visitor.text("nextToken", &nextToken)
    }
}

/// A slot and what became of it, or several in a row of which the same became.
///
/// JSON: `{"time", "lastTime"?, "count"?, "outcome", "reason"?, "execution"?: ExecutionListItem, "decided"}`.
package struct PastSlotRecord: WireShape {
    package var time = WireTime(milliseconds: 0)
    /// The last of several.
    package var lastTime: WireTime?
    /// How many they are; nil for more than were counted.
    package var count: Int64?
    /// `STARTED`; `SKIPPED` as the job asks for, `MISSED` against that.
    package var outcome = ""
    /// Why it was skipped or missed.
    package var reason: String?
    /// The run that it started, as it stands; nil for none, and when the run is no longer kept.
    package var execution: ExecutionListItem?
    /// When it was decided.
    package var decided = WireTime(milliseconds: 0)

    package init() {}

    package mutating func visit(_ visitor: inout some WireVisitor) {
        visitor.time("time", &time)
        visitor.time("lastTime", &lastTime)
        visitor.integer("count", &count)
        visitor.text("outcome", &outcome)
        visitor.text("reason", &reason)
        visitor.shape("execution", &execution)
        visitor.time("decided", &decided)
    }
}

// MARK: - PauseJob, ResumeJob

/// `Stepd.PauseJob` and `Stepd.ResumeJob`: `{"job"}`. Answered by the ``JobRecord``. While a job is paused, its slots are
/// skipped; runs go on, and it can be started by hand.
///
/// `StateMachineDoesNotExist` when there is no such job, `ConflictException` when it has no schedule.
package struct PauseJobRequest: WireShape {
    /// The job's name.
    package var job = ""

    package init() {}

    package mutating func visit(_ visitor: inout some WireVisitor) { visitor.text("job", &job, .name) }
}

// MARK: - BackfillJob

/// `Stepd.BackfillJob`: `{"job", "from", "to", "dryRun"?}`: starts a run for each slot from `from` to `to`, both
/// included, that has none; one after the other unless the job allows overlaps.
///
/// `StateMachineDoesNotExist` when there is no such job; `ConflictException` when it has no schedule, when `to` is not
/// past, and for more than 1,000 slots.
package struct BackfillJobRequest: WireShape {
    /// The job's name.
    package var job = ""
    package var from = WireTime(milliseconds: 0)
    package var to = WireTime(milliseconds: 0)
    /// Nothing is started: the answer says what would be.
    package var isDryRun: Bool?

    package init() {}

    package mutating func visit(_ visitor: inout some WireVisitor) {
        visitor.text("job", &job, .name)
        visitor.time("from", &from)
        visitor.time("to", &to)
        visitor.flag("dryRun", &isDryRun)
    }
}

/// `{"job", "slots": [{"time"}…], "presentCount"}`: the slots that are made up for, and how many had their run already.
package struct BackfillJobResponse: WireShape {
    package var job = ""
    package var slots: [SlotRecord] = []
    package var presentCount: Int64 = 0

    package init() {}

    package mutating func visit(_ visitor: inout some WireVisitor) {
        visitor.text("job", &job)
        visitor.shapes("slots", &slots)
        visitor.integer("presentCount", &presentCount)
    }
}
