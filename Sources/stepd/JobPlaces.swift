import StepJobs
import StepYAML
import Synchronization

/// Where the states of the loaded jobs stand in their files: so that the journal can name the line of a failure.
///
/// Lines and columns alone, for the whole map of ten thousand jobs would be most of what the daemon holds in memory.
final class JobPlaces: Sendable {
    private struct Place: Sendable {
        var line: Int32
        var column: Int32
    }

    private struct Job: Sendable {
        var file: String
        var states: [String: Place]
    }

    private let jobs = Mutex<[String: Job]>([:])

    /// Takes the places of a job over from the map of its file; nil forgets them.
    func set(_ map: SourceMap?, of states: [String], job: String) {
        guard let map else { return jobs.withLock { $0[job] = nil } }
        var places: [String: Place] = [:]
        for state in states {
            guard let start = map.range(ofState: state)?.start else { continue }
            places[state] = Place(line: Int32(clamping: start.line), column: Int32(clamping: start.column))
        }
        let entry = Job(file: map.file, states: places)
        jobs.withLock { $0[job] = entry }
    }

    /// `file:line:column` of a state, in the version of the file that is loaded now.
    func place(ofState state: String, job: String) -> String? {
        guard let entry = jobs.withLock({ $0[job] }), let place = entry.states[state] else { return nil }
        return "\(entry.file):\(place.line):\(place.column)"
    }
}
