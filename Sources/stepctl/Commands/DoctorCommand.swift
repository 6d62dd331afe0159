import ArgumentParser
import CLinux
import StepProtocol
import StepTime

/// `stepctl doctor`
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "See whether the daemon can work as it is set up, and what to do where not.",
        discussion: """
            Looks at this machine's clock, and has the daemon look from within its sandbox, as its own user: job files \
            and who may write them, AWS's models, credentials (it asks AWS who it is), time zone, disk, how commands \
            are started.

            Exit status: 1 if something failed. A warning is about what some jobs need.

            Example:
              stepctl doctor
            """
    )

    @Flag(help: "JSON instead of a table.")
    var json = false

    @OptionGroup var connection: ConnectionOptions

    func run() throws {
        let console = Console()
        var findings: [FindingRecord] = []
        do {
            let client = try connection.client()
            findings.append(Self.daemon(try client.call(.describeService, DescribeServiceRequest()), client.endpoint))
            findings += try client.call(.examineService, ExamineServiceRequest(), ExamineServiceResponse.self).findings
        } catch let error as CommandError where error.status == .unreachable {
            findings.append(FindingRecord("daemon", .failed, error.message, advice: error.hint))
        }
        findings.append(Self.clock())
        if json {
            console.write(json: ReadableShape.json(of: findings))
        } else {
            let view = FindingTable(findings: findings)
            console.write(view.table, hasLegend: true, footer: view.footer)
        }
        if findings.contains(where: { $0.result == FindingRecord.Result.failed.rawValue }) {
            throw ExitCode(ExitStatus.failure.rawValue)
        }
    }

    private static func daemon(_ service: DescribeServiceResponse, _ endpoint: Endpoint) -> FindingRecord {
        let since = RelativeTime.phrase(for: Timestamp(wire: service.startDate), now: SystemClock.now)
        let detail = "stepd \(service.version), started \(since), answers at \(endpoint.name)"
        guard service.version != Version.text else { return FindingRecord("daemon", .ok, detail) }
        return FindingRecord(
            "daemon",
            .warning,
            "\(detail); stepctl is \(Version.text)",
            advice: "The daemon was not restarted after an upgrade: systemctl restart stepd"
        )
    }

    /// Slots and deadlines are times of the wall clock, and AWS refuses signatures that are minutes off.
    private static func clock() -> FindingRecord {
        switch clinux_clock_is_synchronized() {
        case 1: FindingRecord("clock", .ok, "it is kept right (NTP)")
        case 0:
            FindingRecord(
                "clock",
                .warning,
                "nothing keeps it right: schedules run by it, and AWS refuses calls when it is minutes off",
                advice: "Install systemd-timesyncd or chrony; see timedatectl"
            )
        default: FindingRecord("clock", .ok, "whether it is kept right cannot be seen here")
        }
    }
}
