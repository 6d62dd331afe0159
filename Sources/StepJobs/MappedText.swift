import StepYAML

/// A text made from pieces of the job file and generated pieces between them, with the place of each file piece.
struct MappedText {
    private(set) var text = ""
    private(set) var runs: [SourceMap.Run] = []
    private(set) var count = 0

    init() {}

    /// Generated text.
    init(_ generated: String) { append(generated) }

    /// A scalar's whole text.
    init(_ scalar: MappedScalar) { append(0..<scalar.bytes.count, of: scalar) }

    /// The text of a string that was made before.
    init(_ text: String, runs: [SourceMap.Run]) {
        self.text = text
        self.runs = runs
        count = text.utf8.count
    }

    /// Appends generated text.
    mutating func append(_ generated: some StringProtocol) {
        text += generated
        count += generated.utf8.count
    }

    /// Appends a stretch of a scalar's decoded text.
    mutating func append(_ stretch: Range<Int>, of scalar: MappedScalar) {
        guard !stretch.isEmpty else { return }
        var place = stretch.lowerBound
        while place < stretch.upperBound {
            let character = scalar.characterLength(at: place)
            let offsets = scalar.map.sourceOffsets(of: place..<place + character)
            appendRun(length: character, at: offsets, in: scalar.source)
            count += character
            place += character
        }
        text += String(decoding: scalar.bytes[stretch], as: UTF8.self)
    }

    /// Appends another such text.
    mutating func append(_ other: MappedText) {
        for var run in other.runs {
            run.start += count
            runs.append(run)
        }
        text += other.text
        count += other.count
    }

    /// The text between two generated ones.
    func wrapped(before: String, after: String) -> MappedText {
        var whole = MappedText()
        whole.append(before)
        whole.append(self)
        whole.append(after)
        return whole
    }

    /// The text without a generated end.
    func droppingLast(_ end: String) -> MappedText {
        guard text.hasSuffix(end) else { return self }
        var shorter = self
        shorter.text.removeLast(end.count)
        shorter.count -= end.utf8.count
        return shorter
    }

    /// What stands between `{%` and `%}`.
    func unwrapped() -> MappedText {
        var inner = droppingLast("%}")
        inner.text.removeFirst("{%".count)
        inner.count -= "{%".utf8.count
        inner.runs = runs.map { run in
            var run = run
            run.start -= "{%".utf8.count
            return run
        }
        return inner
    }

    /// Notes a character, as part of the last run where it continues that one byte by byte.
    private mutating func appendRun(length: Int, at offsets: Range<Int>, in source: SourceText) {
        if length == 1, offsets.count == 1, let last = runs.last, last.isPlain, last.start + last.length == count,
            last.position.offset + last.length == offsets.lowerBound
        {
            runs[runs.count - 1].length += 1
            return
        }
        let position = source.position(atOffset: offsets.lowerBound)
        runs.append(
            SourceMap.Run(start: count, length: length, position: position, isPlain: length == 1 && offsets.count == 1)
        )
    }
}

/// A scalar with its text as bytes and the map from these to the file.
struct MappedScalar {
    let scalar: YAMLScalar
    let source: SourceText
    let bytes: [UInt8]
    let map: ScalarMap

    init(_ scalar: YAMLScalar, in source: SourceText) {
        self.scalar = scalar
        self.source = source
        bytes = Array(scalar.text.utf8)
        map = ScalarMap(of: scalar, in: source)
    }

    /// The bytes of the character that begins at `place`.
    func characterLength(at place: Int) -> Int {
        var end = place + 1
        while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
        return end - place
    }

    func text(_ stretch: Range<Int>) -> String { String(decoding: bytes[stretch], as: UTF8.self) }
}
