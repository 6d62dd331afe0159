import StepProtocol
import StepTime

/// Follows a run to its end by reading what is new in its history, again and again.
///
/// A daemon that does not answer is asked again for a while: it may be restarting, and the run goes on after that.
struct RunWatch {
    static let pollMillisecondsMin: Int64 = 50
    static let pollMillisecondsMax: Int64 = 1_000
    /// For how long the daemon may be away.
    static let unreachableMillisecondsMax: Int64 = 120_000

    let client: APIClient
    let console: Console
    let executionARN: String
    /// Nil for no limit.
    let timeoutSeconds: Int?
    /// Whether nothing is shown until the end.
    let isQuiet: Bool
    var progress: RunProgress

    private var isLineShown = false
    /// The token of the page that was read last: what is new appears there, or on pages after it.
    private var pageToken: String?

    init(
        client: APIClient,
        console: Console,
        executionARN: String,
        timeoutSeconds: Int?,
        isQuiet: Bool,
        timeFormat: TimeFormat
    ) {
        self.client = client
        self.console = console
        self.executionARN = executionARN
        self.timeoutSeconds = timeoutSeconds
        self.isQuiet = isQuiet
        progress = RunProgress(startedAt: SystemClock.now, timeFormat: timeFormat)
    }

    /// Waits for the run's end and describes it.
    ///
    /// - Throws: ``CommandError`` `stillRunning` after the timeout, `unreachable` when the daemon stays away.
    mutating func run() throws -> DescribeExecutionResponse {
        defer { clearLine() }
        let deadline = timeoutSeconds.map { SystemClock.monotonicMilliseconds + Int64($0) * 1000 }
        var pause = Self.pollMillisecondsMin
        var lastAnswer = SystemClock.monotonicMilliseconds
        while true {
            do {
                let isNew = try readNewEvents()
                lastAnswer = SystemClock.monotonicMilliseconds
                if progress.timeline.end != nil { return try client.describe(executionARN: executionARN) }
                pause = isNew ? Self.pollMillisecondsMin : min(pause * 2, Self.pollMillisecondsMax)
            } catch let error as CommandError where error.status == .unreachable {
                let away = SystemClock.monotonicMilliseconds - lastAnswer
                guard away < Self.unreachableMillisecondsMax else { throw error }
                pause = min(pause * 2, Self.pollMillisecondsMax)
            }
            let now = SystemClock.monotonicMilliseconds
            if let deadline, now >= deadline { throw Self.stillRunning(executionARN, timeoutSeconds ?? 0) }
            sleep(until: min(now + pause, deadline ?? .max))
        }
    }

    /// Whether there was anything new.
    private mutating func readNewEvents() throws -> Bool {
        var request = GetExecutionHistoryRequest()
        request.executionARN = executionARN
        request.includeExecutionData = false
        request.maxResults = PageSize.range.upperBound
        let before = progress.timeline.lastEventID
        while true {
            request.nextToken = pageToken
            let page = try client.call(AWSOperation.getExecutionHistory, request, GetExecutionHistoryResponse.self)
            let lines = progress.append(page.events, isColored: console.isColored)
            if !isQuiet, !console.isTerminal { console.write(lines.map { $0 + "\n" }.joined()) }
            guard let next = page.nextToken, next != pageToken else { break }
            pageToken = next
        }
        return progress.timeline.lastEventID > before
    }

    /// Sleeps, and keeps the live line alive meanwhile.
    private mutating func sleep(until end: Int64) {
        while true {
            let now = SystemClock.monotonicMilliseconds
            guard now < end else { return }
            drawLine()
            SystemClock.sleep(
                milliseconds: min(end - now, console.isTerminal ? RunProgress.frameMilliseconds : end - now)
            )
        }
    }

    private mutating func drawLine() {
        guard console.isTerminal, !isQuiet else { return }
        // One column is left free: a full line would wrap on some terminals.
        let line = progress.liveLine(now: SystemClock.now, columnsMax: (console.columnsMax ?? 80) - 1)
        console.write("\r\u{1B}[K\(line)")
        isLineShown = true
    }

    private mutating func clearLine() {
        if isLineShown { console.write("\r\u{1B}[K") }
        isLineShown = false
    }

    private static func stillRunning(_ arn: String, _ seconds: Int) -> CommandError {
        let name = RunReference.shortName(ofExecutionARN: arn)
        return CommandError(
            "\(name) still runs after \(RelativeTime.coarseSpan(milliseconds: Int64(seconds) * 1000))",
            hint: "It goes on. See: stepctl status \(name)",
            status: .stillRunning
        )
    }
}
