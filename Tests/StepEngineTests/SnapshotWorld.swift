import StepEngine
import StepJSON
import StepLanguage
import StepMachine
import Synchronization

/// A world outside the daemon, that keeps what was done to it: snapshots of databases, as RDS has them.
///
/// It outlives every crash: what a task did stays done, also when nobody heard its answer.
final class SnapshotWorld: Sendable {
    struct Facts: Sendable {
        /// How often each snapshot was asked for since it was created.
        var describes: [String: Int] = [:]
        /// Creations that were refused because the snapshot was there.
        var refusedCreations = 0
    }

    private let facts: Mutex<Facts>

    init(_ facts: Facts = Facts()) { self.facts = Mutex(facts) }

    var now: Facts { facts.withLock { $0 } }

    /// Does what a request asks, at once.
    func carryOut(_ request: TaskRequest) -> TaskOutcome {
        facts.withLock { facts in
            guard let name = request.parameters.value["Name"]?.stringValue else {
                return .failed(error: "Rds.RdsException", cause: "no name")
            }
            if request.resource.resourceName == "createDBSnapshot" {
                guard facts.describes[name] == nil else {
                    facts.refusedCreations += 1
                    return .failed(error: "Rds.DbSnapshotAlreadyExistsException", cause: name)
                }
                facts.describes[name] = 0
                return .succeeded(JSONDocument(["Name": .string(name)]))
            }
            guard let count = facts.describes[name] else {
                return .failed(error: "Rds.DbSnapshotNotFoundException", cause: name)
            }
            facts.describes[name] = count + 1
            let status: JSONValue = count < 2 ? "creating" : "available"
            return .succeeded(JSONDocument(["Name": .string(name), "Status": status]))
        }
    }
}

/// Hands tasks to a ``SnapshotWorld``.
final class SnapshotDriver: TaskDriver {
    private let world: SnapshotWorld

    init(_ world: SnapshotWorld) { self.world = world }

    func handles(_ resource: TaskResource) -> Bool { true }

    func interruption(of request: TaskRequest) -> TaskInterruption {
        request.resource.resourceName.hasPrefix("describe") ? .sendAgain : .fail
    }

    func start(_ request: TaskRequest, completion: @escaping @Sendable (TaskOutcome) -> Void) {
        completion(world.carryOut(request))
    }

    func cancel(_ token: TaskToken) {}
}
