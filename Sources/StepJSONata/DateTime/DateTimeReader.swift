/// Reads a text by a date-time picture: every way to cut it into the parts of the picture, longest parts first.
///
/// A part that failed at a place fails there always, so each is tried once: the work is bounded by the length of the
/// text times that of the picture.
struct DateTimeReader {
    private struct Branch {
        let part: Int
        let place: Int
        let fields: DateTimeFields
    }

    private let parts: [DateTimePicture.Part]
    private let scalars: [Unicode.Scalar]

    init(_ picture: DateTimePicture, _ text: String) {
        parts = picture.parts
        scalars = Array(text.unicodeScalars)
    }

    /// What the text says; nil where it does not fit the picture.
    func fields(_ evaluation: inout Evaluation) throws(JSONataError) -> DateTimeFields? {
        var branches = [Branch(part: 0, place: 0, fields: DateTimeFields())]
        var visited: Set<Int> = []
        while let branch = branches.popLast() {
            guard branch.part < parts.count else {
                if branch.place == scalars.count { return branch.fields }
                continue
            }
            guard visited.insert(branch.part * (scalars.count + 1) + branch.place).inserted else { continue }
            switch parts[branch.part] {
            case .literal(let literal):
                try evaluation.spend(1 + literal.count)
                guard scalars[branch.place...].starts(with: literal) else { continue }
                let end = branch.place + literal.count
                branches.append(Branch(part: branch.part + 1, place: end, fields: branch.fields))
            case .component(let component):
                try evaluation.spend(component.readingCost)
                let choices = component.readings(scalars[branch.place...], isAdjacent: isAdjacent(branch.part))
                for choice in choices.reversed() {
                    var fields = branch.fields
                    fields[component.specifier] = choice.value
                    let end = branch.place + choice.length
                    branches.append(Branch(part: branch.part + 1, place: end, fields: fields))
                }
            }
        }
        return nil
    }

    /// Whether another component follows with nothing between.
    private func isAdjacent(_ part: Int) -> Bool {
        guard part + 1 < parts.count, case .component = parts[part + 1] else { return false }
        return true
    }
}
