import StepEngine
import StepJSON
import StepJobs
import Testing

@testable import StepNotifications

@Suite struct NotificationTextTests {
    @Test func everyTargetComesBackAsItWas() throws {
        let targets: [JobNotifications.Target] = [
            .email("ops@example.org"), .webhook(.url("https://example.org/hook?a=1")),
            .slack(.secret(.credential("hook"))),
            .ntfy(.secret(.file("/etc/stepd/ntfy"))), .topic("arn:aws:sns:eu-central-1:123456789012:ops"),
            .command("logger -t stepd"), .webhook(.secret(.environment("HOOK"))),
            .webhook(.secret(.secretsManager("hooks/ops"))), .webhook(.secret(.parameterStore("/ops/hook"))),
        ]
        for target in targets {
            #expect(NotificationTarget.kind(of: NotificationTarget.text(of: target)) == .target(target))
        }
        let check = JobNotifications.Address.url("https://hc-ping.com/1")
        #expect(NotificationTarget.kind(of: NotificationTarget.text(ofHealthcheck: check)) == .healthcheck(check))
        for text in ["", "{}", #"{"kind":"pigeon"}"#, #"{"kind":"slack"}"#] {
            #expect(NotificationTarget.kind(of: text) == nil)
        }
    }

    @Test func aNotificationSaysWhatHappenedAndWhereToLook() throws {
        let event = try JSONParser.parse(
            #"{"event":"execution-ended","job":"pg-dump","run":"r","status":"FAILED","error":"Command.ExitCode.1","cause":"no\nspace"}"#
        )
        let text = NotificationText(Notification(key: "k", job: "pg-dump", target: "t", event: event))
        #expect(text.subject == "pg-dump FAILED: Command.ExitCode.1")
        #expect(
            text.lines == [
                "Run: pg-dump:r", "Error: Command.ExitCode.1", "Cause: no\nspace", "See: stepctl status pg-dump:r",
            ]
        )
        #expect(!text.isGood)
        #expect(NotificationText.line("a\r\nBcc: b\nc") == "a Bcc: b c")
    }
}
