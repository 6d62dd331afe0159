import Synchronization

/// Counts what all connections hold together, so that many clients cannot take what one may not.
final class Admission: Sendable {
    private let connections = Atomic<Int>(0)
    private let bodyBytes = Atomic<Int>(0)
    private let limits: APILimits

    init(_ limits: APILimits) { self.limits = limits }

    /// Takes a place for a connection; false when all are taken.
    func enter() -> Bool { take(1, of: connections, max: limits.connectionsMax) }

    func leave() { connections.subtract(1, ordering: .relaxed) }

    /// Takes room for bytes of a request's body; false when there is none.
    func reserve(bodyBytes count: Int) -> Bool { take(count, of: bodyBytes, max: limits.bodyBytesInFlightMax) }

    func release(bodyBytes count: Int) { bodyBytes.subtract(count, ordering: .relaxed) }

    private func take(_ count: Int, of total: borrowing Atomic<Int>, max: Int) -> Bool {
        let taken = total.add(count, ordering: .relaxed).newValue
        guard taken > max else { return true }
        total.subtract(count, ordering: .relaxed)
        return false
    }
}
