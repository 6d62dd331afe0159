/// `x` to the `y`, without a C library: the pure core imports none.
enum Power {
    /// By repeated squaring for the whole part of the exponent, by square roots for its fraction.
    static func of(_ base: Double, _ exponent: Double) -> Double {
        if exponent == 0 { return 1 }
        if let whole = Int(exactly: exponent), whole.magnitude <= 4096 {
            let value = raised(base, to: whole.magnitude)
            return whole < 0 ? 1 / value : value
        }
        if exponent == 0.5 { return base.squareRoot() }
        if base < 0 { return exponent == exponent.rounded() ? .infinity : .nan }
        if base == 0 { return exponent < 0 ? .infinity : 0 }
        // Whole part by multiplication, fraction by square roots: x^0.b1b2b3… = √x^b1 · √√x^b2 · …
        let whole = exponent.rounded(.down)
        guard whole.magnitude <= 4096 else { return base == 1 ? 1 : (base > 1) == (exponent > 0) ? .infinity : 0 }
        var fraction = exponent - whole
        var root = base
        var value = whole < 0 ? 1 / raised(base, to: Int(whole).magnitude) : raised(base, to: Int(whole).magnitude)
        while fraction > 0, root != 1 {
            root = root.squareRoot()
            fraction *= 2
            if fraction >= 1 {
                value *= root
                fraction -= 1
            }
        }
        return value
    }

    private static func raised(_ base: Double, to exponent: UInt) -> Double {
        var result = 1.0
        var factor = base
        var rest = exponent
        while rest > 0 {
            if rest & 1 == 1 { result *= factor }
            factor *= factor
            rest >>= 1
        }
        return result
    }
}
