/// What arithmetic and texts of the calendar need of numbers.
extension BinaryInteger {
    /// The quotient rounded towards minus infinity; `divisor` is positive.
    package func quotientFloor(_ divisor: Self) -> Self {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }

    /// What ``quotientFloor(_:)`` leaves: from 0 up to, but without, `divisor`.
    package func remainderFloor(_ divisor: Self) -> Self {
        let remainder = self % divisor
        return remainder < 0 ? remainder + divisor : remainder
    }

    /// The number in decimal with zeros before it, so that it has `width` digits or more; a minus sign is not one.
    package func padded(to width: Int) -> String {
        let digits = String(magnitude)
        let zeros = String(repeating: "0", count: max(0, width - digits.utf8.count))
        return (self < 0 ? "-" : "") + zeros + digits
    }
}
