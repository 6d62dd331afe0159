package import StepJSON
package import StepJSONata

/// A value with expressions in it: `Parameters`, `ResultSelector`, `Arguments`, `Output`, `Assign`, ….
///
/// One type for both query languages: JSONPath marks an expression by a key that ends in `.$`, JSONata by a string that
/// is `{% … %}` as a whole. What has no expression inside was folded into one `literal` when it was compiled.
package indirect enum Template: Sendable {
    case literal(JSONValue)
    case jsonPath(JSONPath)
    case intrinsic(IntrinsicFunction)
    /// `field` is the place under the state, such as `Arguments/DbInstanceIdentifier`: messages name it.
    case jsonata(JSONataExpression, field: String, use: StatesUse = .everything)
    case object([Member])
    case array([Template])

    /// One member of an object template; the key is without `.$`.
    package struct Member: Sendable {
        package var key: String
        package var value: Template

        package init(key: String, value: Template) {
            self.key = key
            self.value = value
        }
    }
}
