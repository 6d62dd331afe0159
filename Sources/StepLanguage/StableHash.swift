/// A hash that is the same in every process, unlike `Hasher`: FNV-1a with 64 bits.
///
/// It sets apart the random numbers that different fields of one state draw from the same seed.
enum StableHash {
    static func value(of text: String) -> UInt64 {
        text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}
