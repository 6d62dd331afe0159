extension TimeZoneRules {
    /// The longest file that is read; the longest in tzdata has under 4 KiB.
    package static let bytesMax = 256 * 1_024

    /// Reads a TZif file of any version (RFC 9636); `name` is only kept.
    ///
    /// From version 2 on the block with 64-bit times and the footer are read. Zones that count leap seconds (`right/`)
    /// are refused: instants here are POSIX time.
    package init(tzif bytes: [UInt8], name: String) throws(TimeZoneError) {
        var reader = TZifReader(bytes: bytes, name: name)
        guard bytes.count <= Self.bytesMax else {
            throw reader.error("its file is longer than \(Self.bytesMax) bytes")
        }
        var header = try reader.header()
        var timeBytes = 4
        if header.version >= UInt8(ascii: "2") {
            try reader.skip(header.blockBytes(timeBytes: 4))
            header = try reader.header()
            timeBytes = 8
        }
        guard header.leapCount == 0 else { throw reader.error("it counts leap seconds, which POSIX time does not") }
        let block = try reader.block(header, timeBytes: timeBytes)
        let footer = timeBytes == 8 ? try reader.footer() : nil
        self.init(name: name, transitions: block.transitions, offsets: block.offsets, footer: footer)
    }
}

/// Takes a TZif file apart; each step checks what it needs before it reads.
private struct TZifReader {
    struct Header {
        var version: UInt8
        var universalCount: Int
        var standardCount: Int
        var leapCount: Int
        var timeCount: Int
        var typeCount: Int
        var nameBytes: Int

        func blockBytes(timeBytes: Int) -> Int {
            timeCount * (timeBytes + 1) + typeCount * 6 + nameBytes + leapCount * (timeBytes + 4)
                + standardCount + universalCount
        }
    }

    let bytes: [UInt8]
    let name: String
    var position = 0

    init(bytes: [UInt8], name: String) {
        self.bytes = bytes
        self.name = name
    }

    func error(_ message: String) -> TimeZoneError { TimeZoneError(zone: name, message: message) }

    mutating func skip(_ count: Int) throws(TimeZoneError) {
        guard count <= bytes.count - position else { throw error("its file is cut short") }
        position += count
    }

    /// A big-endian two's complement number.
    mutating func integer(_ byteCount: Int) throws(TimeZoneError) -> Int {
        let start = position
        try skip(byteCount)
        let isNegative = bytes[start] >= 0x80
        return bytes[start..<position].reduce(isNegative ? -1 : 0) { $0 << 8 | Int($1) }
    }

    mutating func header() throws(TimeZoneError) -> Header {
        let start = position
        try skip(20)
        guard bytes[start..<(start + 4)].elementsEqual("TZif".utf8) else {
            throw error("its file is not a TZif file")
        }
        var counts: [Int] = []
        for _ in 0..<6 {
            let count = try integer(4)
            guard (0...TimeZoneRules.bytesMax).contains(count) else { throw error("its file has a count of \(count)") }
            counts.append(count)
        }
        return Header(
            version: bytes[start + 4],
            universalCount: counts[0],
            standardCount: counts[1],
            leapCount: counts[2],
            timeCount: counts[3],
            typeCount: counts[4],
            nameBytes: counts[5]
        )
    }

    mutating func block(
        _ header: Header,
        timeBytes: Int
    ) throws(TimeZoneError) -> (transitions: [Int], offsets: [Int]) {
        let end = position + header.blockBytes(timeBytes: timeBytes)
        guard end <= bytes.count, header.typeCount > 0 else { throw error("its file is cut short") }
        var transitions: [Int] = []
        for _ in 0..<header.timeCount {
            let time = try integer(timeBytes)
            // Some files begin with a transition at the Big Bang (-2^59), which arithmetic must not overflow on.
            guard time > transitions.last ?? -(1 << 60), time < 1 << 60 else {
                throw error("its transitions are not in order")
            }
            transitions.append(time)
        }
        let typesStart = position + header.timeCount
        var types = [0]
        for index in position..<typesStart { types.append(Int(bytes[index])) }
        position = typesStart
        var typeOffsets: [Int] = []
        for _ in 0..<header.typeCount {
            let offset = try integer(4)
            guard offset.magnitude < TimeZoneRules.offsetSecondsMax else {
                throw error("it has an offset of \(offset) s")
            }
            typeOffsets.append(offset)
            try skip(2)
        }
        var offsets: [Int] = []
        for type in types {
            guard type < typeOffsets.count else { throw error("a transition leads to a type that is not there") }
            offsets.append(typeOffsets[type])
        }
        position = end
        return (transitions, offsets)
    }

    /// The text between two line feeds; empty means that nothing is known of later years.
    func footer() throws(TimeZoneError) -> PosixTimeZone? {
        let rest = bytes[position...]
        guard rest.count >= 2, rest.first == 0x0a, let end = rest.dropFirst().firstIndex(of: 0x0a) else {
            throw error("its footer is missing")
        }
        let text = rest[(position + 1)..<end]
        guard !text.isEmpty else { return nil }
        guard let rule = PosixTimeZone(parsing: text) else {
            throw error("its footer '\(String(decoding: text, as: UTF8.self))' is not a rule")
        }
        return rule
    }
}
