import StepAWS
package import StepCommands
package import StepEngine
import StepJSON
import StepJobs
package import StepTasks
import Subprocess

/// Tells the targets of job files: webhooks, Slack and what understands its hooks, ntfy, healthchecks.io and its like, e-mail
/// through sendmail(8), topics of SNS, and commands.
///
/// Sources: Slack, "Sending messages using incoming webhooks"; healthchecks.io, "Pinging API"; ntfy, "Publishing".
package struct TargetSender: NotificationSender {
    private let transport: CurlMulti
    private let client: AWSClient
    private let secrets: SecretStore
    private let host: String

    /// For one attempt.
    private static let secondsMax = 30
    private static let outputBytesMax = 4 << 10
    private static let sendmail = "/usr/sbin/sendmail"

    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    package init(transport: CurlMulti, client: AWSClient, secrets: SecretStore, host: String) {
        self.transport = transport
        self.client = client
        self.secrets = secrets
        self.host = host
    }

    package func send(_ notification: Notification, completion: @escaping @Sendable (_ failure: String?) -> Void) {
        Task {
            do {
                try await tell(notification)
                completion(nil)
            } catch {
                completion("\(error)")
            }
        }
    }

    private func tell(_ notification: Notification) async throws {
        guard let kind = NotificationTarget.kind(of: notification.target) else {
            throw Failure(description: "a target of another version of stepd")
        }
        let text = NotificationText(notification)
        switch kind {
        case .healthcheck(let address): try await ping(address, notification, text)
        case .target(.webhook(let address)):
            try await post(
                to: try await url(address),
                JSONWriter.text(of: notification.event),
                "application/json",
                notification
            )
        case .target(.slack(let address)):
            let message: JSONValue = ["text": .string("*\(text.subject)*\n\(text.body)")]
            try await post(to: try await url(address), JSONWriter.text(of: message), "application/json", notification)
        case .target(.ntfy(let address)):
            let fields = [
                HTTPField("Title", NotificationText.line(text.subject)), HTTPField("Priority", text.isGood ? "2" : "4"),
            ]
            try await post(to: try await url(address), text.body, "text/plain", notification, fields)
        case .target(.topic(let arn)): try await publish(arn, text, notification)
        case .target(.email(let address)): try await mail(address, text, notification)
        case .target(.command(let script)):
            try await run("/bin/sh", ["-c", script], input: JSONWriter.text(of: notification.event) + "\n")
        }
    }

    private func url(_ address: JobNotifications.Address) async throws -> String {
        switch address {
        case .url(let url): url
        case .secret(let source): try await secrets.value(of: source)
        }
    }

    // MARK: - HTTP

    /// The check's own address for a good end, `/start` and `/fail` for the other events, with the log as the body.
    private func ping(
        _ address: JobNotifications.Address,
        _ notification: Notification,
        _ text: NotificationText
    ) async throws {
        var url = try await url(address)
        while url.hasSuffix("/") { url.removeLast() }
        switch notification.event["event"]?.stringValue {
        case "execution-started": url += "/start"
        default: url += text.isGood ? "" : "/fail"
        }
        try await post(to: url, "\(text.subject)\n\(text.body)", "text/plain; charset=utf-8", notification)
    }

    private func post(
        to url: String,
        _ body: String,
        _ type: String,
        _ notification: Notification,
        _ fields: [HTTPField] = []
    ) async throws {
        guard url.hasPrefix("https://") || url.hasPrefix("http://") else {
            throw Failure(description: "its address is no http or https URL")
        }
        let request = CurlRequest(
            method: "POST",
            url: url,
            fields: fields + [
                HTTPField("Content-Type", type), HTTPField("User-Agent", "stepd"),
                // Whoever gets the same twice, after a crash, can know it by this.
                HTTPField("Idempotency-Key", notification.key),
            ],
            body: Array(body.utf8),
            idleTimeoutSeconds: Self.secondsMax,
            totalTimeoutSeconds: Double(Self.secondsMax),
            responseBytesMax: 1 << 20
        )
        let result = await withCheckedContinuation { continuation in
            _ = transport.send(request) { continuation.resume(returning: $0) }
        }
        let status = try result.get().statusCode
        // The address may be a secret: it is never shown.
        guard 200..<300 ~= status else { throw Failure(description: "the answer was HTTP status \(status)") }
    }

    private func publish(_ arn: String, _ text: NotificationText, _ notification: Notification) async throws {
        let call = AWSCall(
            service: "sns",
            action: "publish",
            parameters: .object([
                "TopicArn": .string(arn), "Subject": .string(String(NotificationText.line(text.subject).prefix(100))),
                "Message": .string(JSONWriter.text(of: notification.event)),
            ]),
            timeoutSeconds: Double(Self.secondsMax),
            idempotencyToken: notification.key,
            region: arn.split(separator: ":").dropFirst(3).first.map(String.init)
        )
        let result = await withCheckedContinuation { continuation in
            client.start(call, client.nextID()) { continuation.resume(returning: $0) }
        }
        _ = try result.get()
    }

    // MARK: - Programs

    /// A message for `sendmail -t` (RFC 5322); its `Message-ID` is the same for each attempt.
    private func mail(_ address: String, _ text: NotificationText, _ notification: Notification) async throws {
        let key = String(notification.key.map { $0.isLetter || $0.isNumber || ".-_".contains($0) ? $0 : "." })
        let message = """
            To: \(NotificationText.line(address))
            Subject: [stepd] \(NotificationText.line(text.subject))
            Message-ID: <\(key)@\(host).stepd>
            Auto-Submitted: auto-generated
            MIME-Version: 1.0
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: 8bit

            \(text.body)
            """
        try await run(Self.sendmail, ["-t", "-i"], input: message)
    }

    private func run(_ program: String, _ arguments: [String], input: String) async throws {
        let result = try await Subprocess.run(
            .name("timeout"),
            arguments: Arguments(["-k", "2", "\(Self.secondsMax)", program] + arguments),
            input: .string(input),
            output: .string(limit: Self.outputBytesMax),
            error: .string(limit: Self.outputBytesMax)
        )
        guard case .exited(0) = result.terminationStatus else {
            let said = result.standardError + result.standardOutput
            throw Failure(
                description: "\(program) ended with \(result.terminationStatus): \(NotificationText.line(said))"
            )
        }
    }
}
