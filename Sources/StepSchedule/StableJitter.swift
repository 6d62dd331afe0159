/// An offset that looks random and is the same on every machine and after every restart.
///
/// A schedule with `jitter` must keep its slots when the daemon starts anew, so its offset is a hash of what names it
/// (host, job), not a random number.
package enum StableJitter {
    /// From 0 up to, but without, `below`; 0 when `below` is 0 or less. The unit is the caller's.
    ///
    /// FNV-1a over the parts, each closed by a byte that UTF-8 never holds, so that `["ab", "c"]` and `["a", "bc"]`
    /// differ; then the finalizer of SplitMix64, because FNV-1a leaves the upper bits of short texts alike.
    package static func offset(of parts: [String], below: Int64) -> Int64 {
        guard below > 0 else { return 0 }
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for part in parts {
            for byte in part.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
            hash = (hash ^ 0xff) &* 0x0000_0100_0000_01b3
        }
        hash = (hash ^ (hash >> 30)) &* 0xbf58_476d_1ce4_e5b9
        hash = (hash ^ (hash >> 27)) &* 0x94d0_49bb_1331_11eb
        hash ^= hash >> 31
        return Int64(hash.multipliedFullWidth(by: UInt64(below)).high)
    }
}
