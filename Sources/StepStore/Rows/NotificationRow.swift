/// Something to be told to one target.
package struct NotificationRow: Sendable, Equatable {
    package var id: Int64
    /// Names what is told to whom: it is told once.
    package var key: String
    package var job: String
    /// Opaque here.
    package var target: String
    package var createdMilliseconds: Int64
    /// When it is sent, or sent again.
    package var dueMilliseconds: Int64
    /// How often it was sent in vain.
    package var attempts: Int64
    /// Opaque here.
    package var body: String

    package init(
        id: Int64,
        key: String,
        job: String,
        target: String,
        createdMilliseconds: Int64,
        dueMilliseconds: Int64,
        attempts: Int64 = 0,
        body: String
    ) {
        self.id = id
        self.key = key
        self.job = job
        self.target = target
        self.createdMilliseconds = createdMilliseconds
        self.dueMilliseconds = dueMilliseconds
        self.attempts = attempts
        self.body = body
    }
}
