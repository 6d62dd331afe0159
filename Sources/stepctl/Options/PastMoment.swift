import ArgumentParser
import StepJobs
import StepSchedule
import StepTime

/// A date, or a date and a time, as an argument: on this machine's clock unless it names its zone.
struct PastMoment: ExpressibleByArgument {
    /// The first instant that it names.
    var first: Timestamp
    /// The last one: of a date, the end of the day.
    var last: Timestamp
    var isDate: Bool

    init?(argument: String) {
        if let instant = Timestamp(rfc3339: argument) {
            self.init(first: instant, last: instant, isDate: false)
            return
        }
        let zone = (try? TimeZoneFile.rules(named: TimeZoneFile.localName())) ?? .utc
        func instant(_ text: String) -> Timestamp? {
            (try? AtExpression(parsing: "at(\(text))")).map { Timestamp(milliseconds: $0.instant(in: zone)) }
        }
        if argument.contains("T") {
            let seconds = argument.utf8.count == "2026-11-23T02:30".utf8.count ? ":00" : ""
            guard let time = instant(argument + seconds) else { return nil }
            self.init(first: time, last: time, isDate: false)
        } else {
            guard let start = instant("\(argument)T00:00:00"), let end = instant("\(argument)T23:59:59") else {
                return nil
            }
            self.init(first: start, last: end, isDate: true)
        }
    }

    private init(first: Timestamp, last: Timestamp, isDate: Bool) {
        self.first = first
        self.last = last
        self.isDate = isDate
    }
}
