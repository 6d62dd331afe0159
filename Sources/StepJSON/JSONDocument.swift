/// A JSON document that is passed on as it was received: its text beside the value the text spells.
///
/// Most states hand their input on untouched, and history wants the text: keeping both means that a document is
/// read once and written at most once, however many states and events carry it.
package struct JSONDocument: Sendable {
    /// The text as it was received, or the compact text of a value made here.
    package let text: String
    package let value: JSONValue

    /// A document made here.
    package init(_ value: JSONValue) {
        self.value = value
        text = JSONWriter.text(of: value)
    }

    /// A document received as text.
    package init(parsing text: String, limits: JSONLimits = JSONLimits()) throws(JSONError) {
        value = try JSONParser.parse(text, limits: limits)
        self.text = text
    }

    /// `{}`, what an execution without input gets.
    package static let emptyObject = JSONDocument(.object(JSONObject()))
}

extension JSONDocument: Equatable {
    package static func == (left: JSONDocument, right: JSONDocument) -> Bool { left.value == right.value }
}
