import StepAWS

/// A type of a service model, for spelling the members of a value.
///
/// A class, never changed: what walks through expressions hands it on at every level, and models are large.
final class ValueShape {
    let model: ServiceModel
    let shape: Shape
    /// Whose value it is, for messages: `rds`, `a command`.
    let owner: String

    /// A type of `model`; without an `owner` the value is its service's.
    init(model: ServiceModel, shape: Shape, owner: String? = nil) {
        self.model = model
        self.shape = shape
        self.owner = owner ?? model.metadata.serviceName
    }

    /// The shape `name` of the same model; nil for what has no members to spell.
    func following(_ name: String) -> ValueShape? {
        (try? model.shape(name)).map { ValueShape(model: model, shape: $0, owner: owner) }
    }

    /// The type of the elements, through all lists: JSONata maps a path over a list by itself.
    var element: ValueShape {
        guard shape.kind == .list, let element = shape.element, let next = following(element.shapeName) else {
            return self
        }
        return next.element
    }
}

/// What the variables in an expression stand for.
struct ExpressionScope {
    struct Binding {
        /// What to write instead of the variable.
        var replacement: String?
        /// The type of the value, where a service model tells.
        var shape: ValueShape?

        init(replacement: String? = nil, shape: ValueShape? = nil) {
            self.replacement = replacement
            self.shape = shape
        }
    }

    /// By name, without `$`.
    var bindings: [String: Binding]

    /// The scope with one more variable, or another value for one.
    func binding(_ name: String, to binding: Binding) -> ExpressionScope {
        var scope = self
        scope.bindings[name] = binding
        return scope
    }
}
