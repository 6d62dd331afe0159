/// What a text member may be (the constraint traits of the API's model).
package struct TextRule: Sendable {
    /// In UTF-16 code units, as AWS counts.
    package var lengthMin: Int
    package var lengthMax: Int
    /// The enum's values, in the order AWS names them in its error; nil for any text.
    package var values: [String]?
    /// Whether the value must not be repeated in an error.
    package var isSensitive: Bool

    package init(
        _ lengths: ClosedRange<Int> = 0...Int.max,
        values: [String]? = nil,
        isSensitive: Bool = false
    ) {
        lengthMin = lengths.lowerBound
        lengthMax = lengths.upperBound
        self.values = values
        self.isSensitive = isSensitive
    }

    package static let any = TextRule()
    /// An ARN.
    package static let arn = TextRule(1...256)
    /// The name of a machine or an execution.
    package static let name = TextRule(1...80)
    /// The token of a further page.
    package static let pageToken = TextRule(1...1024)
}
