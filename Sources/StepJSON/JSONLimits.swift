/// How large and how deep a JSON text may be before it is an error.
package struct JSONLimits: Sendable {
    package var bytesMax: Int
    /// Arrays and objects within each other.
    package var depthMax: Int

    package init(bytesMax: Int = 16 << 20, depthMax: Int = 512) {
        self.bytesMax = bytesMax
        self.depthMax = depthMax
    }
}
