/// The members of a JSON object in the order they were written.
///
/// Invariant: keys are unique; setting a key that is there keeps its place. Objects of up to 16 members are scanned,
/// which is an order of magnitude cheaper than building a dictionary; larger ones carry an index from key to place.
package struct JSONObject: Sendable {
    /// One member.
    package typealias Member = (key: String, value: JSONValue)

    /// Up to so many members are scanned.
    package static let scannedMembersMax = 16

    @usableFromInline var members: [Member] = []
    @usableFromInline var places: [ExactText: Int]?

    package init() {}

    /// The members in order; of two with the same key the later value wins, in the earlier place.
    package init(_ members: some Sequence<(String, JSONValue)>) {
        for (key, value) in members { self[key] = value }
    }

    @inlinable package var count: Int { members.count }
    @inlinable package var isEmpty: Bool { members.isEmpty }

    /// The keys in order.
    package var keys: [String] { members.map(\.key) }

    /// The values in order.
    package var values: [JSONValue] { members.map(\.value) }

    package mutating func reserveCapacity(_ count: Int) { members.reserveCapacity(count) }

    /// The value of `key`; setting nil removes the member.
    package subscript(key: String) -> JSONValue? {
        get {
            guard let place = place(of: key) else { return nil }
            return members[place].value
        }
        set {
            switch (place(of: key), newValue) {
            case (let place?, let value?): members[place].value = value
            case (let place?, nil): remove(at: place)
            case (nil, let value?): append(key, value)
            case (nil, nil): break
            }
        }
    }

    /// Changes a member in place, without a copy of what it holds.
    package mutating func update<Result>(
        _ key: String,
        default fallback: JSONValue,
        _ body: (inout JSONValue) -> Result
    ) -> Result {
        if let place = place(of: key) { return body(&members[place].value) }
        append(key, fallback)
        return body(&members[members.count - 1].value)
    }

    /// Where the member `key` is; nil where there is none.
    package func place(of key: String) -> Int? {
        if let places { return places[ExactText(key)] }
        let bytes = key.utf8Span.span
        for place in members.indices where ExactText.same(members[place].key, bytes) { return place }
        return nil
    }

    /// The value of `key`, whose UTF-8 is `bytes`, looked for first where it was in another object: those of one array
    /// are mostly alike.
    package func value(of key: String, _ bytes: borrowing Span<UInt8>, near hint: inout Int) -> JSONValue? {
        if hint < members.count, ExactText.same(members[hint].key, bytes) { return members[hint].value }
        guard let place = place(of: key) else { return nil }
        hint = place
        return members[place].value
    }

    /// Changes the value of the member at `place`.
    package mutating func replaceValue(at place: Int, with value: JSONValue) { members[place].value = value }

    /// Adds a member.
    ///
    /// - Precondition: there is none with this key.
    package mutating func append(_ key: String, _ value: JSONValue) {
        if places != nil {
            places?[ExactText(key)] = members.count
        } else if members.count == Self.scannedMembersMax {
            var index = [ExactText: Int](minimumCapacity: members.count * 2)
            for (place, member) in members.enumerated() { index[ExactText(member.key)] = place }
            index[ExactText(key)] = members.count
            places = index
        }
        members.append((key, value))
    }

    private mutating func remove(at place: Int) {
        members.remove(at: place)
        guard places != nil else { return }
        places = Dictionary(members.enumerated().map { (ExactText($1.key), $0) }) { $1 }
    }
}

extension JSONObject: RandomAccessCollection {
    package var startIndex: Int { 0 }
    package var endIndex: Int { members.count }
    package subscript(position: Int) -> Member { members[position] }
}

extension JSONObject: Equatable, Hashable {
    package static func == (left: JSONObject, right: JSONObject) -> Bool {
        left.count == right.count && left.allSatisfy { right[$0.key] == $0.value }
    }

    package func hash(into hasher: inout Hasher) {
        var sum = 0
        for member in members {
            var own = Hasher()
            own.combine(member.key)
            own.combine(member.value)
            sum ^= own.finalize()
        }
        hasher.combine(sum)
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, JSONValue)...) { self.init(elements) }
}
