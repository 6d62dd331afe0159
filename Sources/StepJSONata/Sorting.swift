/// `^(key, >key)`: the terms of an order-by.
struct SortTerms: Sendable {
    typealias Term = (key: any ExpressionNode, isDescending: Bool)

    let terms: [Term]
    let position: Int

    func sorted(_ evaluation: inout Evaluation, _ list: List, _ frame: Frame) throws(JSONataError) -> List {
        guard list.count > 1 else { return List(list.values, isSequence: true) }
        var keys = [[Value]](repeating: [], count: terms.count)
        for item in list { try append(&evaluation, item, frame, to: &keys) }
        let order = try order(of: list.count, by: keys)
        if let values = list.heldJSON { return List(json: order.map { values[$0] }, isSequence: true) }
        return List(order.map { list[$0] }, isSequence: true)
    }

    func sorted(_ evaluation: inout Evaluation, _ tuples: [Tuple], _ frame: Frame) throws(JSONataError) -> [Tuple] {
        guard tuples.count > 1 else { return tuples }
        var keys = [[Value]](repeating: [], count: terms.count)
        for tuple in tuples {
            let inner = Frame(parent: frame, slots: tuple.variables)
            try append(&evaluation, tuple.context, inner, to: &keys)
        }
        return try order(of: tuples.count, by: keys).map { tuples[$0] }
    }

    private func append(
        _ evaluation: inout Evaluation,
        _ item: Value,
        _ frame: Frame,
        to keys: inout [[Value]]
    ) throws(JSONataError) {
        for (index, term) in terms.enumerated() {
            keys[index].append(try evaluation.evaluate(term.key, item, frame))
        }
    }

    /// The places of the items, in the order of their keys.
    private func order(of count: Int, by keys: [[Value]]) throws(JSONataError) -> [Int] {
        let columns = keys.map { SortKeys($0) }
        return try MergeSort.sorted(Array(0..<count)) { left, right throws(JSONataError) in
            for (index, term) in terms.enumerated() {
                let order: Int
                switch columns[index] {
                case .numbers(let values): order = Value.order(values[left], values[right])
                case .texts(let values): order = Value.order(values[left], values[right])
                case .values(let values):
                    guard let found = try self.order(values[left], values[right]) else {
                        return values[left].isUndefined
                    }
                    order = found
                }
                if order != 0 { return (order > 0) != term.isDescending }
            }
            return false
        }
    }

    /// Less than, equal to or greater than 0 as `left` goes before, beside or after `right`; nil where just one of them
    /// has a value, and goes first.
    private func order(_ left: Value, _ right: Value) throws(JSONataError) -> Int? {
        if left.isUndefined || right.isUndefined { return left.isUndefined && right.isUndefined ? 0 : nil }
        guard left.isOrdered, right.isOrdered else {
            throw JSONataError(
                code: "T2008",
                message: "The expressions within an order-by clause must evaluate to numeric or string values",
                position: position
            )
        }
        guard let order = Value.order(left, right) else {
            throw JSONataError(
                code: "T2007",
                message: "Type mismatch when comparing values in an order-by clause",
                position: position
            )
        }
        return order
    }
}

/// The keys of the items for one term of an order-by. Those of one kind are compared without asking each what it is.
private enum SortKeys {
    case numbers([Double])
    case texts([String])
    case values([Value])

    init(_ values: [Value]) {
        let numbers = values.compactMap(\.doubleValue)
        if numbers.count == values.count {
            self = .numbers(numbers)
            return
        }
        let texts = values.compactMap(\.stringValue)
        self = texts.count == values.count ? .texts(texts) : .values(values)
    }
}

/// A stable sort whose comparison may fail.
enum MergeSort {
    /// The items in order; `isAfter` tells whether the first of two, which stands before the second, must follow it.
    static func sorted<Item>(
        _ items: [Item],
        _ isAfter: (Item, Item) throws(JSONataError) -> Bool
    ) throws(JSONataError) -> [Item] {
        var source = items
        var width = 1
        while width < source.count {
            var merged: [Item] = []
            merged.reserveCapacity(source.count)
            for start in stride(from: 0, to: source.count, by: width * 2) {
                let middle = min(start + width, source.count)
                let end = min(middle + width, source.count)
                var left = start
                var right = middle
                while left < middle, right < end {
                    if try isAfter(source[left], source[right]) {
                        merged.append(source[right])
                        right += 1
                    } else {
                        merged.append(source[left])
                        left += 1
                    }
                }
                merged.append(contentsOf: source[left..<middle])
                merged.append(contentsOf: source[right..<end])
            }
            source = merged
            width *= 2
        }
        return source
    }
}
