/// How large, how deep and how numerous a YAML file may be before it is an error.
package struct YAMLLimits: Sendable {
    package var bytesMax: Int
    /// Sequences and mappings within each other.
    package var depthMax: Int
    /// Nodes of a file, each alias counted as all the nodes it stands for: a bound on alias bombs.
    package var nodesMax: Int
    /// Bytes of decoded text in all scalars, each alias counted as all the text it stands for.
    package var textBytesMax: Int
    package var documentsMax: Int

    package init(
        bytesMax: Int = 2 << 20,
        depthMax: Int = 100,
        nodesMax: Int = 100_000,
        textBytesMax: Int = 8 << 20,
        documentsMax: Int = 100
    ) {
        self.bytesMax = bytesMax
        self.depthMax = depthMax
        self.nodesMax = nodesMax
        self.textBytesMax = textBytesMax
        self.documentsMax = documentsMax
    }
}
