import StepAWS
import StepYAML

/// Reads a step with `wait_for`: one of AWS's waiters, as a poll.
struct WaiterDecoder {
    let context: JobContext
    let catalog: ServiceCatalog?
    let calls: CallDecoder

    /// The poll that a waiter stands for; nil where it cannot be read, which is reported.
    func poll(_ fields: Fields, _ entry: YAMLEntry, jobTimeout: PlacedDuration?) -> Poll? {
        let start = fields["start"].flatMap(calls.call(nested:))
        guard fields["start"] == nil || start != nil, let (waiter, model) = waiter(entry),
            let operation = try? model.operation(waiter.operation)
        else { return nil }
        let range = entry.value.range
        let output = operation.outputShapeName.flatMap { try? model.shape($0) }
        let call = Call(
            target: .aws(
                YAMLScalar(
                    text: "\(model.metadata.serviceName).\(operation.actionName)",
                    style: .plain,
                    range: range
                )
            ),
            keyRange: entry.key.range,
            arguments: fields["with"] ?? shared(start, operation, model, entry)
        )
        let delay = PlacedDuration(seconds: waiter.delaySeconds, text: "\(waiter.delaySeconds)s", range: range)
        let total = waiter.delaySeconds * waiter.attemptsMax
        return Poll(
            start: start,
            call: call,
            every: fields["every"].flatMap { context.duration($0.value, "`every`") } ?? delay,
            goal: .waiter(waiter, WaiterCondition(model: model, output: output), range),
            timeout: fields["timeout"].flatMap { context.duration($0.value, "`timeout`") } ?? jobTimeout
                ?? PlacedDuration(seconds: total, text: "\(total)s", range: range)
        )
    }

    // MARK: - The waiter

    private func waiter(_ entry: YAMLEntry) -> (Waiter, ServiceModel)? {
        guard let scalar = context.text(entry.value, "`wait_for`") else { return nil }
        let parts = scalar.text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }) else {
            context.error(
                "`\(scalar.text)` does not name a waiter",
                scalar.range,
                hint: "write it as service.waiter, such as rds.db_snapshot_available",
                code: "aws.waiter"
            )
            return nil
        }
        do throws(ModelError) {
            guard let catalog else { throw ModelError(.noModels, "no AWS service models were looked for") }
            let model = try catalog.service(parts[0])
            let waiters = try catalog.waiters(of: model.metadata.serviceName)
            let wanted = parts[1].lowercased()
            if let found = waiters.first(where: { $0.snakeName == wanted || $0.name.lowercased() == wanted }) {
                return (found, model)
            }
            let names = waiters.map(\.snakeName)
            let near = CloseNames.of(wanted, among: names, countMax: 1).first
            context.error(
                "\(model.metadata.serviceName) has no waiter `\(parts[1])`",
                in: scalar,
                offset: parts[0].utf8.count + 1,
                length: parts[1].utf8.count,
                hint: near.map { "did you mean `\($0)`?" }
                    ?? (names.isEmpty ? "it has none; write a `poll`" : "it has \(names.joined(separator: ", "))"),
                code: "aws.waiter"
            )
        } catch {
            let near = error.suggestions.first.map { "did you mean `\($0)`?" }
            context.error(error.message, scalar.range, hint: near, code: "aws.waiter")
        }
        return nil
    }

    // MARK: - Parameters

    /// What the call that looks is given where the step does not say: the texts of the call that starts, whose names the
    /// other has too. `DBSnapshotIdentifier` names the same snapshot in both.
    private func shared(
        _ start: Call?,
        _ operation: StepAWS.Operation,
        _ model: ServiceModel,
        _ entry: YAMLEntry
    ) -> YAMLEntry? {
        guard let given = start?.arguments, let entries = given.value.mapping,
            let members = try? model.inputMembers(of: operation)
        else { return nil }
        let texts = entries.filter { item in
            let member = members.first { $0.name == item.key.text || $0.stateName == item.key.text }
            return member.map { (try? model.shape($0.shapeName))?.kind == .string } ?? false
        }
        guard !texts.isEmpty else {
            context.error(
                "`wait_for` needs `with`: \(operation.actionName) takes nothing that the start call was given",
                entry.key.range,
                hint: "it takes \(members.map(\.name).joined(separator: ", "))",
                code: "aws.waiter"
            )
            return nil
        }
        return YAMLEntry(key: given.key, value: YAMLNode(content: .mapping(texts), range: given.value.range))
    }
}
