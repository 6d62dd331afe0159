package import StepTime

/// A time zone's offsets from UTC, past and future: what an IANA zone's TZif file says (RFC 9636).
///
/// Immutable and pure: the bytes come from whoever may read files. Instants are seconds or milliseconds after
/// 1970-01-01T00:00:00Z; local times are seconds after 1970-01-01T00:00 as the zone's wall clock shows it.
package struct TimeZoneRules: Sendable, Equatable {
    /// The IANA name, such as `Europe/Berlin`.
    package let name: String

    /// When each new offset begins, ascending, in seconds.
    let transitions: [Int]
    /// The offset before the first transition, then the one from each transition on, in seconds east of UTC.
    let offsets: [Int]
    /// What holds after the last transition.
    let footer: PosixTimeZone?

    /// UTC: no transition, offset 0.
    package static let utc = TimeZoneRules(name: "UTC", transitions: [], offsets: [0], footer: nil)

    init(name: String, transitions: [Int], offsets: [Int], footer: PosixTimeZone?) {
        precondition(offsets.count == transitions.count + 1, "\(name): \(offsets.count) offsets")
        self.name = name
        self.transitions = transitions
        self.offsets = offsets
        self.footer = footer
    }

    /// Offsets lie within a day and two hours of UTC (RFC 9636, section 3.2).
    static let offsetSecondsMax = 26 * 3_600

    /// A time during which the offset does not change: from `start` up to, but without, `end`.
    struct Segment: Equatable {
        /// `Int.min` when it has always been so.
        var start: Int
        /// `Int.max` when it will stay so.
        var end: Int
        /// In seconds east of UTC.
        var offset: Int
    }

    /// The segment that holds the instant `seconds`.
    func segment(at seconds: Int) -> Segment {
        if let footer, let last = transitions.last, seconds >= last {
            return footer.segment(at: seconds, notBefore: last)
        }
        if let footer, transitions.isEmpty { return footer.segment(at: seconds, notBefore: Int.min) }
        var lower = 0
        var upper = transitions.count
        while lower < upper {
            let middle = (lower + upper) / 2
            if transitions[middle] <= seconds { lower = middle + 1 } else { upper = middle }
        }
        return Segment(
            start: lower == 0 ? Int.min : transitions[lower - 1],
            end: lower == transitions.count ? Int.max : transitions[lower],
            offset: offsets[lower]
        )
    }

    /// Seconds east of UTC at the instant `milliseconds`.
    package func offsetSeconds(at milliseconds: Int64) -> Int {
        segment(at: Int(milliseconds.quotientFloor(1_000))).offset
    }
}

// MARK: - From the wall clock to instants

extension TimeZoneRules {
    /// What a wall clock time means in a zone; instants in UTC milliseconds.
    package enum LocalTime: Sendable, Equatable {
        /// The clock shows it once.
        case once(Int64)
        /// The clock skips it: the first instant after the gap.
        case gap(end: Int64)
        /// The clock shows it more than once: its first and its last instant.
        case fold(first: Int64, last: Int64)
    }

    /// The instants at which the wall clock shows `local`: a date and time whose `milliseconds` are read as local ones.
    package func instants(ofLocal local: CivilDateTime) -> LocalTime {
        var found: [Int] = []
        var segment = self.segment(at: local.seconds - Self.offsetSecondsMax)
        while true {
            let instant = local.seconds - segment.offset
            if instant >= segment.start, instant < segment.end { found.append(instant) }
            guard segment.end <= local.seconds + Self.offsetSecondsMax else { break }
            segment = self.segment(at: segment.end)
        }
        func milliseconds(_ seconds: Int) -> Int64 { Int64(seconds) * 1_000 + Int64(local.millisecond) }
        guard let first = found.first, let last = found.last else {
            return .gap(end: Int64(firstInstant(reaching: local.seconds)) * 1_000)
        }
        return first == last ? .once(milliseconds(first)) : .fold(first: milliseconds(first), last: milliseconds(last))
    }

    /// The first instant at which the wall clock shows `local` or, if it skips that, anything later; all in seconds.
    func firstInstant(reaching local: Int) -> Int {
        var segment = self.segment(at: local - Self.offsetSecondsMax)
        // The last segment has no end, and each one begins where the one before it ended.
        while local - segment.offset >= segment.end { segment = self.segment(at: segment.end) }
        return max(local - segment.offset, segment.start)
    }

    /// The first whole second that the wall clock has not reached up to and with the instant `seconds`.
    ///
    /// Later than what the clock shows when it was set back lately: what it showed before counts as reached.
    func firstUnreachedLocal(at seconds: Int) -> Int {
        var segment = self.segment(at: seconds)
        var unreached = seconds + segment.offset + 1
        while segment.start > seconds - 2 * Self.offsetSecondsMax {
            let end = segment.start
            segment = self.segment(at: end - 1)
            unreached = max(unreached, end + segment.offset)
        }
        return unreached
    }
}
