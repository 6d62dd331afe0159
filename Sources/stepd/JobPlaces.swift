import StepJobs
import StepYAML
import Synchronization

/// Where the states of the loaded jobs stand in their files: so that the journal can name the line of a failure.
final class JobPlaces: Sendable {
    private let maps = Mutex<[String: SourceMap]>([:])

    func set(_ map: SourceMap?, job: String) { maps.withLock { $0[job] = map } }

    /// `file:line:column` of a state, in the version of the file that is loaded now.
    func place(ofState state: String, job: String) -> String? {
        guard let map = maps.withLock({ $0[job] }), let range = map.range(ofState: state) else { return nil }
        return "\(map.file):\(range.start.line):\(range.start.column)"
    }
}
