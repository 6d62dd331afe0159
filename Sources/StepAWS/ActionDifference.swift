package import StepJSON

/// How an action of an optimized integration differs from the API's operation behind it.
///
/// Source: "Create and manage Amazon EMR clusters with Step Functions", whose table has all of these.
package struct ActionDifference: Sendable, Equatable {
    /// The operation as `aws-sdk` names it: `runJobFlow`.
    package var operation: String
    /// What the operation calls a parameter that the action calls otherwise; with `[]` behind it where it wants a list.
    package var parameters: [String: String] = [:]
    /// Parameters of the operation that the action does not take.
    package var refused: [String] = []
    /// What parameters, by their paths, have to be.
    package var required: [String: JSONValue] = [:]
    /// The members of the result, and where they stand in the answer; empty for the answer as it is.
    package var results: [String: String] = [:]
    /// What has to be found before.
    package var lookup: NameLookup?

    /// Why the action does not take what it is given; nil where it does.
    package func fault(in given: JSONValue) -> String? {
        if let name = refused.first(where: { given[$0] != nil }) { return "The field '\(name)' is not allowed" }
        for (path, value) in required.sorted(by: { $0.key < $1.key }) where AnswerPath(path).value(in: given) != value {
            return "The field '\(path)' must be \(JSONWriter.text(of: value))"
        }
        return nil
    }

    /// The operation's parameters for those of the action.
    package func parameters(_ given: JSONValue) -> JSONValue {
        guard case .object(let members) = given else { return given }
        var object = JSONObject()
        for (key, value) in members where key != lookup?.nameParameter {
            let name = parameters[key] ?? key
            if name.hasSuffix("[]") {
                object[String(name.dropLast(2))] = .array([value])
            } else {
                object[name] = value
            }
        }
        return .object(object)
    }

    /// The action's result for the operation's answer.
    package func result(_ answer: JSONValue) -> JSONValue {
        guard !results.isEmpty else { return answer }
        var object = JSONObject()
        for (name, path) in results.sorted(by: { $0.key < $1.key }) {
            object[name] = AnswerPath(path).value(in: answer)
        }
        return .object(object)
    }
}

/// Finds the id of a part of a cluster by the part's name.
package struct NameLookup: Sendable, Equatable {
    /// The operation that lists the parts of the cluster `ClusterId`.
    package var operation: String
    /// The list in its answer; each element has `Name` and `Id`.
    package var list: String
    /// The action's parameter that has the name.
    package var nameParameter: String
    /// The action's parameter that gets the id, and the member of it.
    package var target: String
    package var idMember: String

    /// The parameters of the operation that lists.
    package func parameters(_ given: JSONValue) -> JSONValue {
        var object = JSONObject()
        object["ClusterId"] = given["ClusterId"]
        return .object(object)
    }

    /// The action's parameters with the id; nil if the answer has no part of that name.
    package func completed(_ given: JSONValue, by answer: JSONValue) -> JSONValue? {
        guard case .object(var object) = given,
            let part = answer[list]?.arrayValue?.first(where: { $0["Name"] == given[nameParameter] }),
            let id = part["Id"]
        else { return nil }
        var target = object[self.target]?.objectValue ?? JSONObject()
        target[idMember] = id
        object[self.target] = .object(target)
        return .object(object)
    }
}
