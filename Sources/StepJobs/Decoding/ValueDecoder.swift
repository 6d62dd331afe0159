import StepJSON
import StepSchedule
import StepYAML

/// Reads the simple values of a job file, with an error at the place of each that is not what it should be.
extension JobContext {
    /// Whether a node has no tag, or one of the core schema; another one is reported.
    private func hasKnownTag(_ node: YAMLNode) -> Bool {
        guard let tag = node.tag, !tag.hasPrefix("tag:yaml.org,2002:") else { return true }
        let isTemplate = tag.hasPrefix("!") && tag.count > 1
        error(
            "unknown tag `\(tag)`",
            node.range,
            hint: isTemplate ? "tags such as !Sub are for templates; quote a text that begins with `!`" : nil,
            code: "yaml.tag"
        )
        return false
    }

    /// Any value as JSON, by the core schema; what cannot be one is reported.
    func json(_ node: YAMLNode) -> JSONValue {
        var diagnostics: [Diagnostic] = []
        let value = node.json(file: source.file, diagnostics: &diagnostics)
        report.add(diagnostics)
        return value
    }

    /// The value of an entry as `read` takes it, with its place.
    func placed<Value>(_ entry: YAMLEntry, _ read: (YAMLNode, _ subject: String) -> Value?) -> Placed<Value>? {
        read(entry.value, "`\(entry.key.text)`").map { Placed(value: $0, range: entry.value.range) }
    }

    /// The mapping a node is.
    func mapping(_ node: YAMLNode, _ subject: String) -> [YAMLEntry]? {
        guard hasKnownTag(node) else { return nil }
        if let entries = node.mapping { return entries }
        error("\(subject) must be a mapping, not a \(node.kindName)", node.range, code: "job.type")
        return nil
    }

    /// The list a node is.
    func list(_ node: YAMLNode, _ subject: String) -> [YAMLNode]? {
        guard hasKnownTag(node) else { return nil }
        if let items = node.sequence { return items }
        error(
            "\(subject) must be a list, not a \(node.kindName)",
            node.range,
            hint: node.mapping == nil ? nil : "each item begins with `- `",
            code: "job.type"
        )
        return nil
    }

    /// The text a node is: any scalar with something in it, whatever it would mean by the core schema.
    func text(_ node: YAMLNode, _ subject: String) -> YAMLScalar? {
        guard hasKnownTag(node) else { return nil }
        guard let scalar = node.scalar else {
            error("\(subject) must be a text, not a \(node.kindName)", node.range, code: "job.type")
            return nil
        }
        if CoreSchema.value(of: scalar) == .null {
            error("\(subject) has no value", node.range, code: "job.type")
            return nil
        }
        return scalar
    }

    /// The Boolean a node is.
    func flag(_ node: YAMLNode, _ subject: String) -> Bool? {
        if let scalar = node.scalar, case .bool(let value)? = CoreSchema.value(of: scalar) { return value }
        let trap = node.scalar.flatMap(CoreSchema.trap)
        error("\(subject) must be true or false", node.range, hint: trap, code: "job.type")
        return nil
    }

    /// The whole number a node is, within `range`.
    func integer(_ node: YAMLNode, _ subject: String, in range: ClosedRange<Int>) -> Int? {
        if let scalar = node.scalar, case .number(let number)? = CoreSchema.value(of: scalar),
            let value = number.integerValue, let whole = Int(exactly: value), range.contains(whole)
        {
            if let trap = CoreSchema.trap(of: scalar) { warning(trap, node.range, code: "yaml.scalar") }
            return whole
        }
        error(
            "\(subject) must be a whole number from \(range.lowerBound) to \(range.upperBound)",
            node.range,
            code: "job.type"
        )
        return nil
    }

    /// One of the words of an enumeration.
    func word<Value: CaseIterable & RawRepresentable<String>>(
        _ node: YAMLNode,
        _ subject: String,
        of type: Value.Type
    ) -> Value? {
        guard let scalar = text(node, subject) else { return nil }
        if let value = Value(rawValue: scalar.text) { return value }
        let words = Value.allCases.map(\.rawValue).joined(separator: ", ")
        let near = CloseNamesHint.text(of: scalar.text, among: Value.allCases.map(\.rawValue))
        error(
            "\(subject) cannot be `\(scalar.text)`",
            node.range,
            hint: near ?? "it is one of \(words)",
            code: "job.value"
        )
        return nil
    }

    /// The span of time a node is, of at least `secondsMin`.
    func duration(_ node: YAMLNode, _ subject: String, secondsMin: Int = 1) -> PlacedDuration? {
        guard let scalar = text(node, subject) else { return nil }
        do {
            let seconds = try DurationText(parsing: scalar.text).seconds
            guard seconds >= secondsMin else {
                error("\(subject) must be at least \(secondsMin)s", node.range, code: "job.value")
                return nil
            }
            return PlacedDuration(seconds: seconds, text: scalar.text, range: node.range)
        } catch {
            report(error, in: scalar, shift: 0, subject: subject)
            return nil
        }
    }

    /// Reports what is wrong with a schedule or a duration at its place in the scalar.
    ///
    /// `shift` is how many bytes were put before the scalar's text to make it what was parsed.
    func report(_ fault: ScheduleError, in scalar: YAMLScalar, shift: Int, subject: String) {
        let count = scalar.text.utf8.count
        let start = min(max(fault.offset - shift, 0), count)
        let end = min(max(fault.offset + fault.length - shift, start), count)
        error(
            "\(subject): \(fault.message)",
            in: scalar,
            offset: start,
            length: end - start,
            hint: fault.hint,
            code: "job.schedule"
        )
    }

    /// The names in a list of errors, or the one name.
    func errorNames(_ node: YAMLNode, _ subject: String) -> [YAMLScalar] {
        if node.scalar != nil { return text(node, subject).map { [$0] } ?? [] }
        return (list(node, subject) ?? []).compactMap { text($0, "an error in \(subject)") }
    }
}

extension JobContext {
    /// The bytes that a size stands for: `512M`, `2G`, as systemd writes them, with units of 1024.
    func size(_ node: YAMLNode, _ subject: String) -> Int? {
        guard let scalar = text(node, subject) else { return nil }
        let units: [Character: Int] = ["K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40]
        let unit = scalar.text.last.flatMap { units[$0] }
        let digits = unit == nil ? scalar.text : String(scalar.text.dropLast())
        if let count = Int(digits), count > 0, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            let bytes = count.multipliedReportingOverflow(by: unit ?? 1)
            if !bytes.overflow { return bytes.partialValue }
        }
        error(
            "\(subject) must be a size, not `\(scalar.text)`",
            node.range,
            hint: "such as 512M or 2G; the units are K, M, G and T",
            code: "job.value"
        )
        return nil
    }
}
