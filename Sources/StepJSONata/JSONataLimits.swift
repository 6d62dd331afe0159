/// What one evaluation may use before it is an error (`U1001`).
///
/// An expression comes from a job file or over the API, so it may be hostile: without these a line of JSONata could
/// hold the engine's thread for ever, take all its memory or overrun its stack.
package struct JSONataLimits: Sendable {
    /// Evaluations within each other. Each takes stack: 1,000 levels of plain recursion were measured to need between
    /// 0.8 and 1.2 MiB in a release build, so give the thread at least 2 MiB, or 8 MiB in a debug build.
    package var depthMax: Int
    /// Nodes evaluated, values produced and regular expression steps, in all.
    package var stepsMax: Int
    /// The result, and any single string on the way, in bytes.
    package var resultBytesMax: Int

    package init(depthMax: Int = 1000, stepsMax: Int = 20_000_000, resultBytesMax: Int = 64 << 20) {
        self.depthMax = depthMax
        self.stepsMax = stepsMax
        self.resultBytesMax = resultBytesMax
    }
}
