import StepProtocol

/// What was found out about the daemon's surroundings: a line for each thing, and below it what to do.
struct FindingTable {
    let findings: [FindingRecord]

    var table: TextTable {
        var table = TextTable([.init("CHECK"), .init("RESULT"), .init("DETAIL")])
        for finding in findings {
            table.append([
                .init(finding.subject), .init(finding.result, Self.style(finding.result)), .init(finding.detail),
            ])
            if let advice = finding.advice { table.append(["", "", .init("→ \(advice)", .faint)]) }
        }
        return table
    }

    /// `8 checks: 7 ok, 1 warning`.
    var footer: String {
        func count(_ result: FindingRecord.Result) -> Int { findings.count { $0.result == result.rawValue } }
        let parts = [
            "\(count(.ok)) ok", count(.warning) == 0 ? nil : Count.text(count(.warning), "warning"),
            count(.failed) == 0 ? nil : "\(count(.failed)) failed",
        ]
        return "\(Count.text(findings.count, "check")): \(parts.compactMap { $0 }.joined(separator: ", "))"
    }

    private static func style(_ result: String) -> TextStyle {
        switch FindingRecord.Result(rawValue: result) {
        case .ok: .good
        case .failed: .bad
        case .warning: .active
        case nil: .plain
        }
    }
}
