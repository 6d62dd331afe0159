import StepTime

/// Names of runs that are started by hand: `manual-20261123T123023Z-5f3a9c`.
///
/// They sort by time and tell themselves from those that a schedule started; the end keeps two of a second apart.
enum RunName {
    static func generate(at time: Timestamp) -> String {
        var generator = SystemRandomNumberGenerator()
        return generate(at: time, using: &generator)
    }

    static func generate(at time: Timestamp, using generator: inout some RandomNumberGenerator) -> String {
        let dateTime = time.rfc3339.prefix(19).filter { $0 != "-" && $0 != ":" }
        let suffix = String(UInt32.random(in: 0x100000...0xFFFFFF, using: &generator), radix: 16)
        return "manual-\(dateTime)Z-\(suffix)"
    }
}
