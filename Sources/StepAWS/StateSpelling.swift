package import StepJSON

/// Between what a state machine says and what a service's model says.
///
/// A state gives parameters in Step Functions' spelling (`DbInstanceIdentifier`, timestamps as ISO 8601 text) and gets
/// results in it; protocols work with the model's own names. The wire's spelling and other letter case are accepted in
/// parameters too. Map keys are data, and free-form documents have no names of the model's: both stay as they are.
package enum StateSpelling {
    /// The parameters by the model's names, checked against the model: all unknown, missing and ill-typed members are
    /// named at once, in the words Step Functions uses.
    package static func parameters(
        _ value: JSONValue,
        of operation: Operation,
        _ model: ServiceModel
    ) throws(WireError) -> JSONObject {
        var reader = ParameterReader(model: model)
        let parameters: JSONObject
        do {
            parameters = try reader.parameters(value, of: operation)
        } catch {
            throw WireError(error)
        }
        guard reader.problems.isEmpty else {
            throw WireError(
                .invalidParameter,
                "The Parameters '\(Self.shortened(value))' could not be used to start the Task: "
                    + "[\(reader.problems.map(\.text).joined(separator: ", "))]"
            )
        }
        return parameters
    }

    /// What is wrong with parameters, as far as it can be told before they are known: null stands for what is not.
    package static func problems(
        _ value: JSONValue,
        of operation: Operation,
        _ model: ServiceModel
    ) throws(ModelError) -> [ParameterProblem] {
        var reader = ParameterReader(model: model, hasUnknowns: true)
        _ = try reader.parameters(value, of: operation)
        return reader.problems
    }

    /// A result in Step Functions' spelling.
    package static func result(
        _ result: JSONObject,
        of operation: Operation,
        _ model: ServiceModel
    ) throws(WireError) -> JSONValue {
        guard let name = operation.outputShapeName else { return .object(JSONObject()) }
        do {
            return try spelled(.object(result), by: model.shape(name), model)
        } catch {
            throw WireError(error)
        }
    }

    /// A result in Step Functions' spelling, whose members may be spelled so already, or as the service does; unknown
    /// members stay. For results that people write, such as those of tests.
    package static func respelled(
        _ result: JSONValue,
        of operation: Operation,
        _ model: ServiceModel
    ) throws(ModelError) -> JSONValue {
        guard let name = operation.outputShapeName else { return result }
        return try spelled(result, by: model.shape(name), model, isByPeople: true)
    }

    private static func spelled(
        _ value: JSONValue,
        by shape: Shape,
        _ model: ServiceModel,
        isByPeople: Bool = false
    ) throws(ModelError) -> JSONValue {
        func spelled(_ value: JSONValue, by name: String) throws(ModelError) -> JSONValue {
            try Self.spelled(value, by: model.shape(name), model, isByPeople: isByPeople)
        }
        switch (shape.kind, value) {
        case (.structure, .object(let object)) where !shape.isDocument:
            var result = JSONObject()
            for (key, value) in object {
                guard let member = isByPeople ? shape.member(spelled: key) : shape.member(key) else {
                    if isByPeople { result[key] = value }
                    continue
                }
                result[member.stateName] = try spelled(value, by: member.shapeName)
            }
            return .object(result)
        case (.list, .array(let elements)):
            guard let element = shape.element else { return value }
            let target = try model.shape(element.shapeName)
            var result: [JSONValue] = []
            result.reserveCapacity(elements.count)
            for element in elements {
                result.append(try Self.spelled(element, by: target, model, isByPeople: isByPeople))
            }
            return .array(result)
        case (.map, .object(let entries)):
            guard let member = shape.value else { return value }
            var result = JSONObject()
            for (key, value) in entries { result[key] = try spelled(value, by: member.shapeName) }
            return .object(result)
        case (.timestamp, .number(let number)):
            return .string(WireTimestamp.iso8601(number.doubleValue))
        default:
            return value
        }
    }

    /// As much of the parameters as a cause needs to be recognised.
    private static func shortened(_ value: JSONValue) -> String {
        let text = JSONWriter.text(of: value)
        return text.utf8.count <= 1024 ? text : "\(text.prefix(1024))…"
    }
}
