import StepJSON

/// The input that a run is started with, put together from `--input` and `-p`.
struct RunInput: Equatable {
    /// JSON text; nil for none, which stands for `{}`.
    let text: String?

    /// The input of which `text` is the JSON from `--input`, with the `parameters` (`k=v`) set in it.
    init(text: String?, parameters: [String]) throws(CommandError) {
        guard !parameters.isEmpty else {
            if let text { _ = try Self.parse(text) }
            self.text = text
            return
        }
        guard case .object(var object) = try text.map(Self.parse) ?? .object(JSONObject()) else {
            throw CommandError("-p sets members of the input, but --input is not an object", status: .usage)
        }
        for parameter in parameters {
            let assignment = try ParameterAssignment(parameter)
            object[assignment.name] = assignment.value
        }
        self.text = JSONWriter.text(of: .object(object))
    }

    private static func parse(_ text: String) throws(CommandError) -> JSONValue {
        do {
            return try JSONParser.parse(text)
        } catch {
            throw CommandError("--input is not JSON: \(error)", status: .usage)
        }
    }
}
