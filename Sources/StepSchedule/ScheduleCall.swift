/// A schedule written as a call: `rate(…)`, `cron(…)`, `at(…)`.
struct ScheduleCall {
    /// In lower case.
    let name: String
    /// What stands between the parentheses, trimmed.
    let argument: Range<Int>

    /// `nil` when `range` is not of that form at all.
    init?(_ source: ScheduleText, _ range: Range<Int>) throws(ScheduleError) {
        guard let open = source.first(UInt8(ascii: "("), in: range) else { return nil }
        guard source.bytes[range.upperBound - 1] == UInt8(ascii: ")") else {
            throw ScheduleError("the closing parenthesis is missing", at: range.upperBound..<range.upperBound)
        }
        name = source[source.trim(range.lowerBound..<open)].lowercased()
        argument = source.trim((open + 1)..<(range.upperBound - 1))
    }
}
