import StepJSON

/// `[predicate]`: by position where it gives numbers, else by truth.
struct Filter: Sendable {
    let predicate: any ExpressionNode
    /// The position, where the predicate is a constant number.
    private let index: Int?
    /// Whether the predicate is the same for each item.
    private let isConstant: Bool

    init(_ predicate: any ExpressionNode) {
        self.predicate = predicate
        isConstant = Self.isConstant(predicate)
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
        if isConstant, let places = try places(&evaluation, list.count, frame) {
            return List(places.map { list[$0] }, isSequence: true)
        }
        var passed: [Value] = []
        for (place, item) in list.enumerated() {
            for _ in 0..<(try timesSelected(&evaluation, item, place, list.count, frame)) { passed.append(item) }
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
            let times = try timesSelected(&evaluation, tuple.context, place, tuples.count, inner)
            for _ in 0..<times { passed.append(tuple) }
        }
        return passed
    }

    /// An array of constant numbers, as in `[[0..9]]`.
    private static func isConstant(_ node: any ExpressionNode) -> Bool {
        switch node {
        case is LiteralNode: true
        case let node as NegateNode: isConstant(node.operand)
        case let node as RangeNode: isConstant(node.left) && isConstant(node.right)
        case let node as ArrayNode: node.items.allSatisfy(isConstant)
        default: false
        }
    }

    /// Which of `count` places a predicate that is the same for all selects, in their order, where it gives an array
    /// of numbers; a place that is named twice is there twice.
    private func places(
        _ evaluation: inout Evaluation,
        _ count: Int,
        _ frame: Frame
    ) throws(JSONataError) -> [Int]? {
        guard count > 0, let list = try evaluation.evaluate(predicate, .undefined, frame).listValue, !list.isEmpty
        else {
            return nil
        }
        try evaluation.spend(count + list.count, at: predicate.position)
        var times = [Int](repeating: 0, count: count)
        for element in list {
            guard let number = element.doubleValue else { return nil }
            let place = number.rounded(.down)
            let index = place < 0 ? place + Double(count) : place
            if index >= 0, index < Double(count) { times[Int(index)] += 1 }
        }
        return times.indices.flatMap { repeatElement($0, count: times[$0]) }
    }

    /// How often the item at `place` of `count` is selected: more than once where the predicate gives an array of
    /// numbers in which its position is named more than once.
    private func timesSelected(
        _ evaluation: inout Evaluation,
        _ item: Value,
        _ place: Int,
        _ count: Int,
        _ frame: Frame
    ) throws(JSONataError) -> Int {
        let result = try evaluation.evaluate(predicate, item, frame)
        if let number = result.doubleValue { return Self.selects(number, place, count) ? 1 : 0 }
        if let list = result.listValue, !list.isEmpty {
            try evaluation.spend(list.count, at: predicate.position)
        }
        if let list = result.listValue, !list.isEmpty, list.allSatisfy({ $0.doubleValue != nil }) {
            return list.count { Self.selects($0.doubleValue ?? .nan, place, count) }
        }
        return result.truth ?? false ? 1 : 0
    }

    private static func selects(_ number: Double, _ place: Int, _ count: Int) -> Bool {
        let index = number.rounded(.down)
        return (index < 0 ? index + Double(count) : index) == Double(place)
    }
}
