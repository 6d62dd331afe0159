/// `^(key, >key)`: the terms of an order-by.
struct SortTerms: Sendable {
    typealias Term = (key: any ExpressionNode, isDescending: Bool)

    let terms: [Term]
    let position: Int

    func sorted(_ evaluation: inout Evaluation, _ list: List, _ frame: Frame) throws(JSONataError) -> List {
        guard list.count > 1 else { return List(list.values, isSequence: true) }
        var keyed: [(item: Value, keys: [Value])] = []
        for item in list { keyed.append((item, try keys(&evaluation, item, frame))) }
        let sorted = try MergeSort.sorted(keyed) { left, right throws(JSONataError) in
            try isAfter(left.keys, right.keys)
        }
        return List(sorted.map(\.item), isSequence: true)
    }

    func sorted(_ evaluation: inout Evaluation, _ tuples: [Tuple], _ frame: Frame) throws(JSONataError) -> [Tuple] {
        guard tuples.count > 1 else { return tuples }
        var keyed: [(item: Tuple, keys: [Value])] = []
        for tuple in tuples {
            let inner = Frame(parent: frame, slots: tuple.variables)
            keyed.append((tuple, try keys(&evaluation, tuple.context, inner)))
        }
        let sorted = try MergeSort.sorted(keyed) { left, right throws(JSONataError) in
            try isAfter(left.keys, right.keys)
        }
        return sorted.map(\.item)
    }

    private func keys(
        _ evaluation: inout Evaluation,
        _ item: Value,
        _ frame: Frame
    ) throws(JSONataError) -> [Value] {
        var keys: [Value] = []
        for term in terms { keys.append(try evaluation.evaluate(term.key, item, frame)) }
        return keys
    }

    private func isAfter(_ left: [Value], _ right: [Value]) throws(JSONataError) -> Bool {
        for (term, (left, right)) in zip(terms, zip(left, right)) {
            switch (left.isUndefined, right.isUndefined) {
            case (true, true): continue
            case (true, false): return true
            case (false, true): return false
            case (false, false): break
            }
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
            if order != 0 { return (order > 0) != term.isDescending }
        }
        return false
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
