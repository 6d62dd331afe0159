import StepJSON
import StepSchedule
import StepYAML

/// The schedules of a template that start a machine: SAM's events, EventBridge's rules and the Scheduler's schedules.
struct TemplateSchedules {
    let evaluator: TemplateEvaluator
    let resources: [TemplateResource]

    private var context: JobContext { evaluator.context }

    /// The schedules of one machine; what is wrong with them is reported.
    func schedules(of machine: TemplateResource) -> [JobSchedule] {
        var schedules: [JobSchedule] = []
        do {
            for entry in machine.properties?["Events"]?.mapping ?? [] {
                let type = entry.value["Type"]?.scalar?.text ?? ""
                guard ["Schedule", "ScheduleV2"].contains(type), let properties = entry.value["Properties"] else {
                    context.report.note(
                        "not run here: event `\(entry.key.text)` (\(type))",
                        JobReport.Place(file: context.source.file, range: entry.key.range),
                        code: "template.not-run"
                    )
                    continue
                }
                if let schedule = try schedule(properties, "Schedule", "ScheduleExpression") {
                    schedules.append(schedule)
                }
            }
            let arn = try machine.reference(evaluator, machine.idRange)
            for resource in resources {
                guard let properties = resource.properties, let target = try target(of: resource, arn) else { continue }
                try refuseInput(target)
                if let schedule = try schedule(properties, "ScheduleExpression", "Schedule") {
                    schedules.append(schedule)
                }
            }
        } catch {
            context.report(error)
        }
        return schedules
    }

    /// The part of a rule or a schedule that names the machine; nil if none does.
    private func target(of resource: TemplateResource, _ arn: String) throws(TemplateFault) -> YAMLNode? {
        let targets: [YAMLNode]
        switch resource.type {
        case "AWS::Events::Rule": targets = resource.properties?["Targets"]?.sequence ?? []
        case "AWS::Scheduler::Schedule": targets = resource.properties?["Target"].map { [$0] } ?? []
        default: return nil
        }
        for target in targets {
            guard let node = target["Arn"], let text = try? evaluator.text(node, "`Arn`").text, text == arn else {
                continue
            }
            return target
        }
        return nil
    }

    private func schedule(_ properties: YAMLNode, _ keys: String...) throws(TemplateFault) -> JobSchedule? {
        if let node = properties["State"], try evaluator.text(node, "`State`").text == "DISABLED" { return nil }
        if let node = properties["Enabled"], try evaluator.value(node)?.value == false { return nil }
        try refuseInput(properties)
        guard let node = keys.lazy.compactMap({ properties[$0] }).first else { return nil }
        let text = try evaluator.text(node, "the schedule").text
        let expression: ScheduleExpression
        do {
            expression = try ScheduleExpression(parsing: text)
        } catch {
            throw TemplateFault("`\(text)`: \(error.message)", node.range, hint: error.hint, code: "job.schedule")
        }
        // EventBridge counts in UTC where nothing else is said.
        var zone = "UTC"
        if let node = properties["ScheduleExpressionTimezone"] {
            zone = try evaluator.text(node, "the time zone").text
            if TimeZoneFile.isInstalled, (try? TimeZoneFile.rules(named: zone)) == nil {
                throw TemplateFault("there is no time zone `\(zone)`", node.range, code: "job.timezone")
            }
        }
        return JobSchedule(expression: expression, text: text, timeZone: zone, range: node.range)
    }

    /// A run that were started without its input would do something else.
    private func refuseInput(_ node: YAMLNode) throws(TemplateFault) {
        guard let key = ["Input", "InputPath", "InputTransformer"].first(where: { node[$0] != nil }),
            let input = node[key]
        else { return }
        throw TemplateFault(
            "`\(key)` of a schedule is not in this version of stepd yet: a run gets {\"scheduled_at\": …}",
            input.range,
            hint: "put the values into the definition, or disable the schedule",
            code: "job.later-value"
        )
    }
}
