import StepJSON

/// `[predicate]`: by position where it gives numbers, else by truth.
struct Filter: Sendable {
    let predicate: any ExpressionNode
    /// The position, where the predicate is a constant number.
    private let index: Int?

    init(_ predicate: any ExpressionNode) {
        self.predicate = predicate
        let number = (predicate as? LiteralNode)?.value.numberValue?.doubleValue
        index = number.flatMap { Int(exactly: $0.rounded(.down)) }
    }

    /// The values that pass.
    func apply(_ evaluation: inout Evaluation, _ input: Value, _ frame: Frame) throws(JSONataError) -> List {
        let list = input.asList
        if let index {
            let place = index < 0 ? list.count + index : index
            guard list.indices.contains(place) else { return List([], isSequence: true) }
            return list[place].listValue ?? List([list[place]], isSequence: true)
        }
        var passed: [Value] = []
        for (place, item) in list.enumerated() where try passes(&evaluation, item, place, list.count, frame) {
            passed.append(item)
        }
        return List(passed, isSequence: true)
    }

    /// The tuples that pass.
    func apply(_ evaluation: inout Evaluation, _ tuples: [Tuple], _ frame: Frame) throws(JSONataError) -> [Tuple] {
        if let index {
            let place = index < 0 ? tuples.count + index : index
            return tuples.indices.contains(place) ? [tuples[place]] : []
        }
        var passed: [Tuple] = []
        for (place, tuple) in tuples.enumerated() {
            let inner = Frame(parent: frame, slots: tuple.variables)
            if try passes(&evaluation, tuple.context, place, tuples.count, inner) { passed.append(tuple) }
        }
        return passed
    }

    private func passes(
        _ evaluation: inout Evaluation,
        _ item: Value,
        _ place: Int,
        _ count: Int,
        _ frame: Frame
    ) throws(JSONataError) -> Bool {
        let result = try evaluation.evaluate(predicate, item, frame)
        if let number = result.doubleValue { return Self.selects(number, place, count) }
        if let list = result.listValue, !list.isEmpty, list.allSatisfy({ $0.doubleValue != nil }) {
            return list.contains { Self.selects($0.doubleValue ?? .nan, place, count) }
        }
        return result.truth ?? false
    }

    private static func selects(_ number: Double, _ place: Int, _ count: Int) -> Bool {
        let index = number.rounded(.down)
        return (index < 0 ? index + Double(count) : index) == Double(place)
    }
}
