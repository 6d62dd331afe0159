package import StepJSON
import StepLanguage
package import StepMachine
import StepTime

/// An execution with all that it takes to run it again: the form of the histories that the tests keep.
package struct RecordedExecution: Sendable {
    package var facts: ExecutionFacts
    /// The Amazon States Language text that it ran on.
    package var definition: String
    package var batches: [HistoryBatch]

    package init(facts: ExecutionFacts, definition: String, batches: [HistoryBatch]) {
        self.facts = facts
        self.definition = definition
        self.batches = batches
    }

    /// Runs it again.
    ///
    /// - Throws: ``ReplayError`` where the history and its replay part, ``StepLanguage/DefinitionError`` when the
    ///   definition does not compile any more.
    package func replay(
        limits: InterpreterLimits = InterpreterLimits(),
        hash: @escaping @Sendable (_ algorithm: String, _ bytes: [UInt8]) -> [UInt8]?
    ) throws -> ExecutionState {
        let interpreter = Interpreter(
            machine: try StateMachine.compile(try JSONParser.parse(definition)),
            facts: facts,
            limits: limits,
            hash: hash
        )
        return try Replayer(interpreter: interpreter).replay(batches)
    }
}

// MARK: - As JSON

extension RecordedExecution {
    /// `{"id", "arn", …, "definition", "history": [[MESSAGES, EVENTS], …]}`; bytes are Base64.
    package var json: JSONValue {
        .object([
            "id": .number(JSONNumber(facts.id)),
            "arn": .string(facts.arn),
            "name": .string(facts.name),
            "stateMachineArn": .string(facts.stateMachineARN),
            "stateMachineName": .string(facts.stateMachineName),
            "roleArn": .string(facts.roleARN),
            "region": .string(facts.region),
            "startTime": .number(JSONNumber(facts.startTime.milliseconds)),
            "input": .string(facts.input.text),
            "tokenKey": .string(Base64.encode(facts.tokenKey)),
            "definition": .string(definition),
            "history": .array(
                batches.map {
                    .array([.string(Base64.encode($0.messages)), .string(Base64.encode($0.events))])
                }
            ),
        ])
    }

    /// Reads what ``json`` gives; nil when it is something else.
    package init?(_ json: JSONValue) {
        func text(_ name: String) -> String? { json[name]?.stringValue }
        guard let id = json["id"]?.integerValue, let arn = text("arn"), let name = text("name"),
            let stateMachineARN = text("stateMachineArn"), let stateMachineName = text("stateMachineName"),
            let roleARN = text("roleArn"), let region = text("region"),
            let startTime = json["startTime"]?.integerValue,
            let input = text("input").flatMap({ try? JSONDocument(parsing: $0) }),
            let tokenKey = text("tokenKey").flatMap(Base64.decode), let definition = text("definition"),
            let rows = json["history"]?.arrayValue
        else { return nil }
        facts = ExecutionFacts(
            id: id,
            arn: arn,
            name: name,
            stateMachineARN: stateMachineARN,
            stateMachineName: stateMachineName,
            roleARN: roleARN,
            region: region,
            startTime: Timestamp(milliseconds: startTime),
            input: input,
            tokenKey: tokenKey
        )
        self.definition = definition
        batches = rows.compactMap { row in
            let parts = row.arrayValue?.compactMap { $0.stringValue.flatMap(Base64.decode) } ?? []
            return parts.count == 2 ? HistoryBatch(messages: parts[0], events: parts[1]) : nil
        }
        guard batches.count == rows.count else { return nil }
    }
}
