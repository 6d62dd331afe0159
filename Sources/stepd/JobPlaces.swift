import StepCommands
import StepJobs
import StepLanguage
import StepYAML
import Synchronization

/// Where the states of the loaded jobs stand in their files: so that the journal can name the line of a failure.
///
/// The file is read again when that is asked for. The places of ten thousand jobs would be most of what the daemon holds
/// in memory, for failures that are few.
final class JobPlaces: Sendable {
    private struct Places: Sendable {
        var job: String
        var states: [String: String]
    }

    private let declarations: CommandDeclarations
    /// Those of the jobs that were asked for last, the latest at the end.
    private let recent = Mutex<[Places]>([])

    private static let recentMax = 32

    init(declarations: CommandDeclarations) { self.declarations = declarations }

    /// The job's file has changed.
    func forget(job: String) { recent.withLock { $0.removeAll { $0.job == job } } }

    /// `file:line:column` of a state, in the file as it is now; nil where it is not there any more.
    func place(ofState state: String, job: String) -> String? {
        let known = recent.withLock { places in
            guard let index = places.firstIndex(where: { $0.job == job }) else { return Places?.none }
            let found = places.remove(at: index)
            places.append(found)
            return found
        }
        if let known { return known.states[state] }
        guard let file = declarations.file(ofJob: job), let states = Self.read(file, job) else { return nil }
        recent.withLock { places in
            places.append(Places(job: job, states: states))
            if places.count > Self.recentMax { places.removeFirst() }
        }
        return states[state]
    }

    private static func read(_ file: String, _ job: String) -> [String: String]? {
        guard let bytes = try? RegularFile.bytes(at: file, bytesMax: JobFile.bytesMax) else { return nil }
        let jobs = JobFile.load(path: file, bytes: bytes, catalog: nil).jobs
        guard let job = jobs.first(where: { $0.name == job }) else { return nil }
        var places: [String: String] = [:]
        for state in job.machine.states {
            guard let start = job.sourceMap.range(ofState: state.name)?.start else { continue }
            places[state.name] = "\(job.sourceMap.file):\(start.line):\(start.column)"
        }
        return places
    }
}
