import Glibc
import StepAWS
import StepEngine
import StepJSON
import StepJobs
import StepLauncher
import StepProtocol
import StepSchedule
import StepTasks

/// Whether the daemon can work as it is set up, for `stepctl doctor`: looked at from within its own sandbox, with its own
/// environment and as its own user, as that is where jobs run.
struct Examination: Sendable {
    let configuration: Configuration
    let jobs: JobDirectory
    let catalog: ServiceCatalog
    let credentials: any CredentialsProvider
    let client: AWSClient
    /// The launcher's socket; nil: commands are the daemon's children.
    let launcher: String?

    private static let callSeconds = 15.0
    private static let freeBytesMin: UInt64 = 1 << 30
    /// SQLite cannot write much longer.
    private static let freeBytesLast: UInt64 = 64 << 20
    /// Files that are named; of the rest it is said how many there are.
    private static let filesNamedMax = 3

    func findings() async -> [FindingRecord] {
        var findings = await jobFindings()
        findings.append(models())
        findings.append(await identity())
        findings.append(timeZone())
        findings.append(disk())
        findings.append(commands())
        findings.append(sandbox())
        return findings
    }

    // MARK: - Jobs

    private func jobFindings() async -> [FindingRecord] {
        let folder = configuration.jobsDirectory
        let (count, refused) = await jobs.counts
        if !refused.isEmpty {
            return [
                FindingRecord(
                    "jobs",
                    .failed,
                    "\(Count.text(refused.count, "file")) refused: \(Self.some(refused))",
                    advice: "See what is wrong: stepctl check \(folder)"
                )
            ]
        }
        guard count > 0 else {
            let advice = "Write a job file: cd \(folder); stepctl init"
            return [FindingRecord("jobs", .ok, "no job yet in \(folder)", advice: advice)]
        }
        return [FindingRecord("jobs", .ok, "\(Count.text(count, "job")) from \(folder)"), await permissions()]
    }

    /// What is in a job file is done by this machine: only root should write it, and the launcher insists on that.
    private func permissions() async -> FindingRecord {
        let faults = await jobs.paths.compactMap { TrustedFile.fault(at: $0) }
        guard let first = faults.first else {
            return FindingRecord("permissions", .ok, "job files can be written by root alone")
        }
        let others = faults.count == 1 ? "" : ", and of \(Count.text(faults.count - 1, "other file"))"
        return FindingRecord(
            "permissions",
            launcher == nil ? .ok : .warning,
            "\(first.path): \(first.message)\(others)",
            advice: launcher == nil ? nil : "Commands of such a file are refused: only root may be able to write it."
        )
    }

    private static func some(_ names: [String]) -> String {
        let rest = names.count - filesNamedMax
        return names.prefix(filesNamedMax).joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
    }

    // MARK: - AWS

    private func models() -> FindingRecord {
        let count = catalog.serviceNames().count
        guard count > 0 else {
            return FindingRecord(
                "models",
                .warning,
                "no AWS service models: no job can call AWS",
                advice: "Install python3-botocore, or set STEPD_BOTOCORE_DATA to a folder of botocore's data."
            )
        }
        let folders = catalog.directories.joined(separator: ", ")
        return FindingRecord("models", .ok, "\(Count.text(count, "AWS service")) from \(folders)")
    }

    /// Who AWS says the daemon is (GetCallerIdentity, AWS Security Token Service API Reference): anybody may ask that.
    private func identity() async -> FindingRecord {
        let finding = await withCheckedContinuation { continuation in
            credentials.find { continuation.resume(returning: $0) }
        }
        switch finding {
        case .absent:
            return FindingRecord(
                "credentials",
                .warning,
                "no AWS credentials: jobs that call AWS will fail",
                advice:
                    "Put them into /etc/credstore/stepd.aws-credentials, or AWS_… into /etc/default/stepd; see stepd(8)."
            )
        case .broken(let reason):
            return FindingRecord(
                "credentials",
                .failed,
                "the AWS credentials cannot be used: \(reason)",
                advice: "See CREDENTIALS in stepd(8) for where they are looked for."
            )
        case .found: break
        }
        do throws(AWSCallError) {
            let value = try await client.answer(
                of: "sts",
                "getCallerIdentity",
                [:],
                timeoutSeconds: Self.callSeconds
            )
            return FindingRecord("credentials", .ok, value["Arn"]?.stringValue ?? "AWS takes them")
        } catch {
            return FindingRecord(
                "credentials",
                .failed,
                "there are AWS credentials, but sts:GetCallerIdentity fails: \(error)",
                advice: "Look at the key and the region, at the clock, and at the way to AWS (proxy, firewall)."
            )
        }
    }

    // MARK: - This machine

    private func timeZone() -> FindingRecord {
        let name = TimeZoneFile.localName()
        do throws(TimeZoneError) {
            _ = try TimeZoneFile.rules(named: name)
            return FindingRecord("time zone", .ok, "\(name), for schedules that name none")
        } catch {
            return FindingRecord(
                "time zone",
                .warning,
                "\(name) is not there: \(error); schedules that name no zone are in UTC",
                advice: "Install tzdata, and set the zone: timedatectl set-timezone Europe/Berlin"
            )
        }
    }

    private func disk() -> FindingRecord {
        let folder = configuration.stateDirectory
        var status = statvfs()
        guard statvfs(folder, &status) == 0 else {
            return FindingRecord("disk", .failed, "\(folder): \(String(cString: strerror(errno)))")
        }
        let free = UInt64(status.f_bavail) * UInt64(status.f_frsize)
        // The database and its write-ahead log.
        let used = ["stepd.sqlite", "stepd.sqlite-wal"].reduce(UInt64(0)) { total, name in
            var file = stat()
            return stat("\(folder)/\(name)", &file) == 0 ? total + UInt64(file.st_size) : total
        }
        let detail = "\(Self.size(free)) free for \(folder), whose database has \(Self.size(used))"
        guard free < Self.freeBytesMin else { return FindingRecord("disk", .ok, detail) }
        return FindingRecord(
            "disk",
            free < Self.freeBytesLast ? .failed : .warning,
            detail,
            advice: "Make room: without it no run goes on. `retention_age` of stepd.yaml bounds the database."
        )
    }

    private static func size(_ bytes: UInt64) -> String {
        switch bytes {
        case (1 << 30)...: "\(bytes >> 30) GiB"
        case (1 << 20)...: "\(bytes >> 20) MiB"
        default: "\(bytes >> 10) KiB"
        }
    }

    private func commands() -> FindingRecord {
        guard let launcher else {
            return FindingRecord("commands", .ok, "run as children of the daemon, in its own sandbox")
        }
        guard access(launcher, W_OK) == 0 else {
            return FindingRecord(
                "commands",
                .failed,
                "the launcher at \(launcher) cannot be asked: \(String(cString: strerror(errno)))",
                advice: "systemctl start stepd-launcher.socket"
            )
        }
        return FindingRecord("commands", .ok, "run as units of their own, by \(launcher)")
    }

    /// Of this process, as proc_pid_status(5) has it.
    private func sandbox() -> FindingRecord {
        let user = getpwuid(geteuid()).map { String(cString: $0.pointee.pw_name) } ?? "user \(geteuid())"
        let status =
            (try? RegularFile.bytes(at: "/proc/self/status", bytesMax: 64 << 10))
            .map { String(decoding: $0, as: UTF8.self) } ?? ""
        func value(_ name: String) -> String? {
            status.split(separator: "\n").first { $0.hasPrefix("\(name):") }?.split(whereSeparator: {
                $0 == "\t" || $0 == " "
            })
            .last.map(String.init)
        }
        let isFiltered = value("Seccomp") == "2"
        let isBound = value("NoNewPrivs") == "1"
        guard geteuid() != 0 else {
            return FindingRecord(
                "sandbox",
                .warning,
                "the daemon runs as root",
                advice: "Start it by systemctl start stepd, or as a user of its own."
            )
        }
        let filter = isFiltered ? "system calls are filtered" : "system calls are not filtered"
        let bound = isBound ? "no new privileges" : "may gain privileges"
        return FindingRecord("sandbox", .ok, "user \(user), \(bound), \(filter)")
    }
}
