import StepSimulation
import StepTime

/// The states that a simulated execution went through, one line each, with the virtual time since its start.
struct JobTestTimeline {
    let run: SimulatedRun

    func text(isColored: Bool) -> String {
        var table = TextTable([
            .init("STATE"), .init("TYPE"), .init("AT", .trailing), .init("TOOK", .trailing), .init("DETAIL"),
        ])
        for visit in run.visits {
            let took = (visit.left ?? run.finish).milliseconds - visit.entered.milliseconds
            let attempts = visit.attempts > 1 ? "\(visit.attempts) attempts" : nil
            table.append([
                .init(visit.stateName),
                .init(visit.type),
                .init(RelativeTime.span(milliseconds: visit.entered.milliseconds - run.start.milliseconds)),
                .init(RelativeTime.span(milliseconds: took)),
                .init(
                    [attempts, visit.error].compactMap(\.self).joined(separator: "; "),
                    visit.error == nil ? .plain : .bad
                ),
            ])
        }
        return table.text(hasHeader: true, isColored: isColored, columnsMax: nil)
    }
}
