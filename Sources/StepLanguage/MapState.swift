package import StepJSONata

/// `Type: Map` (states-language.net, "Map State"; AWS, "Using Map state in Inline mode" and "… in Distributed mode").
package struct MapState: Sendable {
    /// The first state of the item processor.
    package var processor: StateIndex
    package var items: Items
    /// `ItemSelector`, or the older `Parameters`: the input of an iteration instead of the item.
    package var itemSelector: Template?
    /// 0 is as many as the daemon allows.
    package var maxConcurrency: CountField?
    package var toleratedFailureCount: CountField?
    package var toleratedFailurePercentage: CountField?
    /// What `Mode: DISTRIBUTED` adds; nil inline.
    package var distribution: MapDistribution?
    package var completion: Completion

    /// What is iterated over.
    package enum Items: Sendable {
        /// The effective input itself.
        case input
        /// `ItemsPath`.
        case path(JSONPath)
        /// `Items`.
        case template(Template)
    }

    package init(
        processor: StateIndex,
        items: Items = .input,
        itemSelector: Template? = nil,
        maxConcurrency: CountField? = nil,
        toleratedFailureCount: CountField? = nil,
        toleratedFailurePercentage: CountField? = nil,
        distribution: MapDistribution? = nil,
        completion: Completion
    ) {
        self.processor = processor
        self.items = items
        self.itemSelector = itemSelector
        self.maxConcurrency = maxConcurrency
        self.toleratedFailureCount = toleratedFailureCount
        self.toleratedFailurePercentage = toleratedFailurePercentage
        self.distribution = distribution
        self.completion = completion
    }
}

/// `MaxConcurrency`, `ToleratedFailureCount` or `ToleratedFailurePercentage`: a number, a path or an expression.
package enum CountField: Sendable {
    case constant(Double)
    case path(JSONPath)
    case expression(JSONataExpression, use: StatesUse = .everything)
}
