import StepJSON
import StepProtocol
import StepTime

extension HistoryEventRecord {
    var time: Timestamp { Timestamp(wire: timestamp) }
    var error: String? { details?["error"]?.stringValue }
    var cause: String? { details?["cause"]?.stringValue }

    /// What the event says beside its type and its state, for one line of a table.
    ///
    /// It goes by the members, not by the type, so that events of later versions of the daemon are shown too.
    var summary: String {
        guard var rest = details else { return "" }
        if error != nil || cause != nil {
            return [error, cause].compactMap { $0 }.joined(separator: ": ")
        }
        if let parameters = rest["parameters"]?.stringValue { return "\(resource) \(parameters)" }
        if let document = (rest["input"] ?? rest["output"])?.stringValue { return document }
        for key in ["name", "inputDetails", "outputDetails", "resource", "resourceType"] { rest[key] = nil }
        return rest.isEmpty ? resource : JSONWriter.text(of: .object(rest))
    }

    /// `aws-sdk:rds:describeDBInstances`, or empty for an event that names none.
    private var resource: String {
        ["resourceType", "resource"].compactMap { details?[$0]?.stringValue }.joined(separator: ":")
    }
}

extension Timestamp {
    init(wire time: WireTime) { self.init(milliseconds: time.milliseconds) }
}
