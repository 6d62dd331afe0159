/// What an evaluation may know of the world: the time, a seed and hash functions, all handed in.
///
/// Nothing else enters, so the same expression on the same input with the same environment gives the same value:
/// that is what lets an execution be replayed.
package struct JSONataEnvironment: Sendable {
    /// What `$now()` and `$millis()` tell, throughout one evaluation: milliseconds since 1970-01-01T00:00:00Z.
    package var nowMilliseconds: Int64
    /// What `$random()`, `$uuid()` and `$shuffle()` draw from.
    package var seed: UInt64
    /// The digest of bytes by algorithm: `MD5`, `SHA-1`, `SHA-256`, `SHA-384` or `SHA-512`; nil for one it lacks.
    package var hash: @Sendable (_ algorithm: String, _ bytes: [UInt8]) -> [UInt8]?
    package var limits: JSONataLimits

    package init(
        nowMilliseconds: Int64,
        seed: UInt64,
        hash: @escaping @Sendable (_ algorithm: String, _ bytes: [UInt8]) -> [UInt8]? = { _, _ in nil },
        limits: JSONataLimits = JSONataLimits()
    ) {
        self.nowMilliseconds = nowMilliseconds
        self.seed = seed
        self.hash = hash
        self.limits = limits
    }
}
