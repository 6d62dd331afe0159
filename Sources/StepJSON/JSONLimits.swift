/// How large and how deep a JSON text may be before it is an error, and whether a key may be repeated.
package struct JSONLimits: Sendable {
    package var bytesMax: Int
    /// Arrays and objects within each other.
    package var depthMax: Int
    /// Whether an object may have a key twice; the later value wins then.
    package var allowsRepeatedKeys: Bool

    package init(bytesMax: Int = 16 << 20, depthMax: Int = 512, allowsRepeatedKeys: Bool = true) {
        self.bytesMax = bytesMax
        self.depthMax = depthMax
        self.allowsRepeatedKeys = allowsRepeatedKeys
    }
}
