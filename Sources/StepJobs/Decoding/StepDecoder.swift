import StepAWS
import StepYAML

/// Reads the items of `steps`, and of all lists of steps inside and beside them.
struct StepDecoder {
    let context: JobContext
    /// Where waiters are looked up.
    let catalog: ServiceCatalog?
    /// What a poll without a `timeout` of its own inherits.
    let jobTimeout: PlacedDuration?
    /// What the job says about its commands.
    let commands: CommandDecoder
    static let stepsMax = 1_000
    /// So that the longest generated name still fits AWS's 80 characters.
    static let idLengthMax = 64

    /// Ids so far, and where each stands: they are names of states, of which a machine has each once.
    private var taken: [String: SourceRange] = [:]
    private var count = 0

    init(
        context: JobContext,
        catalog: ServiceCatalog?,
        jobTimeout: PlacedDuration? = nil,
        commands: CommandDecoder? = nil
    ) {
        self.context = context
        self.catalog = catalog
        self.jobTimeout = jobTimeout
        self.commands = commands ?? CommandDecoder(context: context)
    }

    /// The steps that could be read; errors are reported.
    ///
    /// `owner` is the step around them; nil for the job's own.
    mutating func steps(_ entry: YAMLEntry, within owner: String? = nil) -> [Step] {
        let key = entry.key.text
        return steps(entry.value, "`\(key)`", at: entry.key.range, prefix: owner.map { "\($0)_" } ?? Self.prefix(key))
    }

    /// What ids of steps without one begin with.
    private static func prefix(_ key: String) -> String { key == "steps" ? "step" : "\(key)_" }

    mutating func steps(_ node: YAMLNode, _ subject: String, at range: SourceRange, prefix: String) -> [Step] {
        guard let items = context.list(node, subject) else { return [] }
        guard !items.isEmpty else {
            context.error("\(subject) is empty", range, code: "job.steps")
            return []
        }
        count += items.count
        guard count <= Self.stepsMax else {
            context.error("more than \(Self.stepsMax) steps", range, code: "job.limit")
            return []
        }
        var steps: [Step] = []
        for (index, item) in items.enumerated() {
            guard let entries = context.mapping(item, "a step") else { continue }
            let id = id(of: entries, item, fallback: "\(prefix)\(index + 1)")
            if let first = taken[id.value] {
                context.error(
                    "two steps are called `\(id.value)`",
                    id.range,
                    hint: "the first is on line \(first.start.line)",
                    code: "job.name"
                )
            }
            taken[id.value] = id.range
            let fields = KeyTable.step.fields(of: entries, subject: "step `\(id.value)`", context)
            if let step = step(id, fields, item) { steps.append(step) }
        }
        return steps
    }

    /// Whether `text` can be the name of a JSONata variable without quotes.
    static func isIdentifier(_ text: String) -> Bool {
        guard let first = text.utf8.first, first < UInt8(ascii: "0") || first > UInt8(ascii: "9") else { return false }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
    }

    /// The step's id, or one by its number.
    private func id(of entries: [YAMLEntry], _ item: YAMLNode, fallback: String) -> Placed<String> {
        guard let entry = entries.first(where: { $0.key.text == "id" }) else {
            return Placed(value: fallback, range: entries.first?.key.range ?? item.range)
        }
        guard let scalar = context.text(entry.value, "`id`") else { return Placed(value: fallback, range: item.range) }
        checkVariable(scalar, "the id of a step, which names a variable")
        return Placed(value: scalar.text, range: scalar.range)
    }

    /// Reports what cannot be the name of a variable.
    func checkVariable(_ scalar: YAMLScalar, _ role: String) {
        let id = scalar.text
        if !Self.isIdentifier(id) || id.utf8.count > Self.idLengthMax {
            let mended = String(id.map { Self.isIdentifier("_\($0)") ? $0 : "_" })
            context.error(
                "`\(id)` cannot be \(role): letters, digits and `_`, at most \(Self.idLengthMax)",
                scalar.range,
                hint: Self.isIdentifier(mended) && mended.utf8.count <= Self.idLengthMax ? "write `\(mended)`" : nil,
                code: "job.name"
            )
        } else if JSONataNames.reserved.contains(id) || JSONataNames.functions.contains(id) {
            let reason = JSONataNames.reserved.contains(id) ? "has a meaning of its own" : "is a JSONata function"
            let short = role.split(separator: ",").first.map(String.init) ?? role
            context.error("`\(id)` cannot be \(short): it \(reason)", scalar.range, code: "job.name")
        }
    }
}
