import StepJobs
import StepSchedule
import Synchronization

/// The time zones that schedules use.
///
/// Files are read each time, so that an upgrade of tzdata counts from the next reload on; but zones that say the same
/// share one copy, since ten thousand jobs are in a handful of zones.
final class TimeZones: Sendable {
    private let known = Mutex<[String: TimeZoneRules]>([:])

    /// The rules of the zone `name`, or of this machine's own zone.
    ///
    /// - Throws: ``TimeZoneError`` where there is no such zone. A machine without one of its own is in UTC.
    func rules(named name: String?) throws(TimeZoneError) -> TimeZoneRules {
        guard let name else { return (try? rules(named: TimeZoneFile.localName())) ?? .utc }
        let fresh = try TimeZoneFile.rules(named: name)
        return known.withLock { known in
            if let same = known[name], same == fresh { return same }
            known[name] = fresh
            return fresh
        }
    }
}
