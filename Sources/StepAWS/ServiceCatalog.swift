import StepJSON
import Synchronization

/// The service models on this machine, found by the name a task's resource has for a service.
///
/// Models are botocore's, read as data: `<directory>/<name>/<api version>/service-2.json`, plain or gzipped, the
/// newest version of each service. Safe to use from any thread. Invariant: at most `modelsMax` models are kept, and of
/// a model on disk there is never more than one copy in the catalog.
package final class ServiceCatalog: Sendable {
    /// Where models are looked for, in order; of two directories with the same service the earlier one holds.
    package let directories: [String]
    private let modelsMax: Int
    private let state = Mutex(State())

    private struct State {
        var models: [String: ServiceModel] = [:]
        /// Service names of the kept models, the least recently used first.
        var recency: [String] = []
        /// Paths of all models by service name, once the directories were read through.
        var index: [String: String]?
        /// The waiters of services that were asked for them, of at most `modelsMax`.
        var waiters: [String: [Waiter]] = [:]
    }

    package init(directories: [String], modelsMax: Int = 64) {
        precondition(modelsMax > 0, "a catalog of \(modelsMax) models serves none")
        self.directories = directories
        self.modelsMax = modelsMax
    }

    /// A catalog of the directories that `environment` and the system's packages give.
    package convenience init(environment: [String: String]) {
        self.init(directories: Self.directories(environment: environment))
    }

    /// The model of a service, by its name in a task's resource: `rds`, `cloudwatchlogs`, `sfn`.
    package func service(_ name: String) throws(ModelError) -> ServiceModel {
        let wanted = name.lowercased()
        return try state.withLock { state throws(ModelError) in
            if let model = state.models[wanted] {
                state.recency.removeAll { $0 == wanted }
                state.recency.append(wanted)
                return model
            }
            let model = try ServiceModel(bytes: ModelFile.bytes(at: path(of: wanted, &state)))
            if state.recency.count == modelsMax { state.models[state.recency.removeFirst()] = nil }
            state.models[wanted] = model
            state.recency.append(wanted)
            return model
        }
    }

    /// An operation of a service, by the action's name, and the model it is in.
    ///
    /// What the daemon cannot do without is there without any models.
    package func operation(
        _ action: String,
        of service: String
    ) throws(ModelError) -> (operation: Operation, model: ServiceModel) {
        let missing: ModelError
        do throws(ModelError) {
            let model = try self.service(service)
            return (try model.operation(action), model)
        } catch {
            missing = error
        }
        guard missing.code == .noModels || missing.code == .unknownService,
            let model = BuiltInModel.model(of: service.lowercased()), let operation = try? model.operation(action)
        else { throw missing }
        return (operation, model)
    }

    /// The waiters of a service, in the order of their names; none where its model has no file of them.
    package func waiters(of name: String) throws(ModelError) -> [Waiter] {
        let wanted = name.lowercased()
        if let kept = state.withLock({ $0.waiters[wanted] }) { return kept }
        let waiters = try readWaiters(of: name)
        state.withLock { state in
            if state.waiters.count >= modelsMax { state.waiters = [:] }
            state.waiters[wanted] = waiters
        }
        return waiters
    }

    private func readWaiters(of name: String) throws(ModelError) -> [Waiter] {
        guard let value = try file("waiters-2.json", of: name) else { return [] }
        var waiters: [Waiter] = []
        for (name, model) in value["waiters"]?.objectValue ?? JSONObject() {
            waiters.append(try Waiter(name: name, model: model))
        }
        return waiters.sorted { $0.name < $1.name }
    }

    /// The rules for a service's endpoint; nil where its model has no file of them.
    package func endpointRules(of name: String) throws(ModelError) -> EndpointRules? {
        guard let value = try file("endpoint-rule-set-1.json", of: name) else { return nil }
        return try EndpointRules(value)
    }

    /// A JSON file beside a service's model; nil if there is none.
    private func file(_ file: String, of name: String) throws(ModelError) -> JSONValue? {
        let wanted = name.lowercased()
        let path = try state.withLock { state throws(ModelError) in try self.path(of: wanted, &state) }
        let folder = path.prefix(upTo: path.lastIndex(of: "/") ?? path.startIndex)
        let names = ModelFile.names(in: String(folder))
        guard let found = [file, "\(file).gz"].first(where: names.contains) else { return nil }
        let bytes = try ModelFile.bytes(at: "\(folder)/\(found)")
        guard let value = try? JSONParser.parse(bytes: bytes) else {
            throw ModelError(.malformed, "\(folder)/\(found) is not JSON")
        }
        return value
    }

    /// The names of all services that have a model here, sorted.
    package func serviceNames() -> [String] {
        state.withLock { state in
            let index = state.index ?? readIndex()
            state.index = index
            return index.keys.sorted()
        }
    }

    /// Another file beside the service directories, such as `endpoints.json`; nil if there is none.
    package func dataFile(_ name: String) -> [UInt8]? {
        for directory in directories {
            for suffix in ["", ".gz"] {
                if let bytes = try? ModelFile.bytes(at: "\(directory)/\(name)\(suffix)") { return bytes }
            }
        }
        return nil
    }
}

// MARK: - Finding files

extension ServiceCatalog {
    /// The directories to look in: `STEPD_BOTOCORE_DATA` and `AWS_DATA_PATH` (colon-separated), `~/.aws/models`, then
    /// where Debian's python3-botocore, pip and a virtual environment put botocore's data.
    package static func directories(environment: [String: String]) -> [String] {
        var directories: [String] = []
        for variable in ["STEPD_BOTOCORE_DATA", "AWS_DATA_PATH"] {
            directories += (environment[variable] ?? "").split(separator: ":").map(String.init)
        }
        let home = environment["HOME"]
        if let home { directories.append("\(home)/.aws/models") }
        directories += ["/usr/share/stepd/models", "/usr/lib/python3/dist-packages/botocore/data"]
        let prefixes = [environment["VIRTUAL_ENV"], home.map { "\($0)/.local" }, "/usr/local", "/usr"]
        for library in prefixes.compactMap({ $0.map { "\($0)/lib" } }) {
            for python in ModelFile.names(in: library).filter({ $0.hasPrefix("python3") }) {
                directories += ["site-packages", "dist-packages"].map { "\(library)/\(python)/\($0)/botocore/data" }
            }
        }
        return directories.filter { !ModelFile.names(in: $0).isEmpty }
    }

    /// The file of a service's newest model.
    ///
    /// botocore's directories have its own names, mostly the service's; those are tried before all models are read.
    private func path(of name: String, _ state: inout State) throws(ModelError) -> String {
        guard !directories.isEmpty else {
            throw ModelError(
                .noModels,
                "no AWS service models are on this machine: install python3-botocore, or set STEPD_BOTOCORE_DATA to a "
                    + "directory of botocore's data"
            )
        }
        if state.index == nil {
            for directory in directories {
                if let path = Self.newestModel(in: "\(directory)/\(name)"), Self.serviceName(at: path) == name {
                    return path
                }
            }
        }
        let index = state.index ?? readIndex()
        state.index = index
        if let path = index[name] { return path }
        throw ModelError(
            .unknownService,
            "there is no AWS service `\(name)` among the \(index.count) service models of this machine",
            suggestions: CloseNames.of(name, among: index.keys)
        )
    }

    private func readIndex() -> [String: String] {
        var index: [String: String] = [:]
        for directory in directories {
            for entry in ModelFile.names(in: directory) {
                guard let path = Self.newestModel(in: "\(directory)/\(entry)"), let name = Self.serviceName(at: path),
                    index[name] == nil
                else { continue }
                index[name] = path
            }
        }
        return index
    }

    /// API versions are dates, so that the newest is the last by name.
    private static func newestModel(in directory: String) -> String? {
        for version in ModelFile.names(in: directory).reversed() {
            let names = ModelFile.names(in: "\(directory)/\(version)")
            if let name = ["service-2.json", "service-2.json.gz"].first(where: names.contains) {
                return "\(directory)/\(version)/\(name)"
            }
        }
        return nil
    }

    private static func serviceName(at path: String) -> String? {
        if let head = try? ModelFile.head(at: path), let metadata = ModelDocument.metadata(inHead: head) {
            return ServiceMetadata(metadata).serviceName
        }
        // A model whose metadata is not at its beginning.
        guard let bytes = try? ModelFile.bytes(at: path) else { return nil }
        return try? ServiceModel(bytes: bytes).metadata.serviceName
    }
}
