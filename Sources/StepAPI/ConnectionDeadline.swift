import NIOCore

/// The one deadline of a connection, cheap to move.
///
/// Moving it later is an assignment: the task that is scheduled finds, when it runs, that there is time left, and goes
/// to sleep again. Only a deadline that is nearer than the task's time schedules a new one. So a busy connection
/// schedules about one task per timeout and not one per request.
struct ConnectionDeadline {
    private var due: NIODeadline?
    private var wakeUp: (time: NIODeadline, task: Scheduled<Void>)?

    /// Sets the deadline to `milliseconds` from now.
    mutating func set(milliseconds: Int64, _ handler: ConnectionHandler, _ context: ChannelHandlerContext) {
        let due = NIODeadline.now() + .milliseconds(milliseconds)
        self.due = due
        guard let wakeUp, wakeUp.time <= due else { return schedule(due, handler, context) }
    }

    /// Nothing is awaited.
    mutating func clear() { due = nil }

    /// The connection has gone.
    mutating func end() {
        wakeUp?.task.cancel()
        wakeUp = nil
        due = nil
    }

    /// Called by the scheduled task: whether the deadline has passed.
    mutating func hasPassed(_ handler: ConnectionHandler, _ context: ChannelHandlerContext) -> Bool {
        wakeUp = nil
        guard let due else { return false }
        guard due > .now() else { return true }
        schedule(due, handler, context)
        return false
    }

    private mutating func schedule(
        _ time: NIODeadline,
        _ handler: ConnectionHandler,
        _ context: ChannelHandlerContext
    ) {
        wakeUp?.task.cancel()
        let task = context.eventLoop.assumeIsolated().scheduleTask(deadline: time) {
            handler.wakeUp(context: context)
        }
        wakeUp = (time, task)
    }
}
