package import StepStore

/// The timers that are due first, in memory; all others are rows only.
///
/// The timer table is the truth. The queue holds every row whose due time lies before `windowEnd`, up to a bound; beyond
/// it nothing is known. Cancelled timers are not looked for: their rows are gone, and the interpreter ignores a timer
/// that it no longer waits for. A heap of rows of 32 bytes, no object a timer.
package struct TimerQueue {
    /// Rows kept at most; half as many are read at a time.
    package let timersMax: Int
    private var heap = MinHeap<TimerRow>()
    /// Timers due at or after this are not in the heap; nil when all rows are.
    private var windowEnd: Int64?

    package init(timersMax: Int) { self.timersMax = timersMax }

    package var count: Int { heap.count }

    /// When something is to be done: the first timer, or the window's end, where the next rows must be read.
    package var nextDueMilliseconds: Int64? { heap.least?.key.dueMilliseconds ?? windowEnd }

    /// Whether the next rows must be read to know what is due.
    package func needsRows(at nowMilliseconds: Int64) -> Bool {
        guard let windowEnd else { return false }
        return heap.isEmpty && windowEnd <= nowMilliseconds
    }

    /// A timer that was committed.
    package mutating func add(_ row: TimerRow) {
        if let windowEnd, row.key.dueMilliseconds >= windowEnd { return }
        heap.insert(row)
        if heap.count > timersMax { shrink() }
    }

    /// Replaces all that is known by the earliest rows of the table.
    ///
    /// - Parameters:
    ///   - rows: in key order, from the first.
    ///   - isAll: whether there are no more.
    package mutating func load(_ rows: [TimerRow], isAll: Bool) {
        heap = MinHeap(ascending: rows)
        windowEnd = isAll ? nil : rows.last?.key.dueMilliseconds
        guard let windowEnd else { return }
        // The last instant may go on past the rows that were read.
        let whole = rows.prefix { $0.key.dueMilliseconds < windowEnd }
        if whole.isEmpty { self.windowEnd = windowEnd + 1 } else { heap = MinHeap(ascending: Array(whole)) }
    }

    /// Knows nothing any more, so that the rows are read before anything else is fired.
    package mutating func forget() {
        heap = MinHeap()
        windowEnd = 0
    }

    /// Takes out the earliest timer, if it is due.
    package mutating func popDue(at nowMilliseconds: Int64) -> TimerRow? {
        guard let first = heap.least, first.key.dueMilliseconds <= nowMilliseconds else { return nil }
        return heap.removeLeast()
    }

    private mutating func shrink() {
        let rows = heap.elements.sorted()
        let kept = timersMax / 2
        var end = kept
        while end > 0, rows[end].key.dueMilliseconds == rows[end - 1].key.dueMilliseconds { end -= 1 }
        // All of them at one instant: keep them, since an instant cannot be split.
        heap = MinHeap(ascending: end == 0 ? rows : Array(rows[..<end]))
        if end > 0 { windowEnd = rows[end].key.dueMilliseconds }
    }
}

/// Timers in the order in which they are due.
extension TimerRow: Comparable {
    package static func < (left: TimerRow, right: TimerRow) -> Bool { left.key < right.key }
}
