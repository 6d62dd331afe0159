/// How long to wait between calls about a job: each time half as long again, within bounds.
struct JobPace: Sendable {
    var secondsMin: Double
    var secondsMax: Double

    func seconds(after seconds: Double) -> Double { min(max(seconds * 1.5, secondsMin), secondsMax) }
}
