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
                if var schedule = try schedule(properties, "ScheduleExpression", "Schedule") {
                    schedule.input = try input(target)
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
        let input = try input(properties)
        return JobSchedule(expression: expression, text: text, timeZone: zone, input: input, range: node.range)
    }

    /// The `Input` of a target or an event; nil where there is none.
    ///
    /// A run that were started without its input would do something else: what cannot be followed is refused.
    private func input(_ node: YAMLNode) throws(TemplateFault) -> String? {
        for key in ["InputPath", "InputTransformer"] {
            guard let unsupported = node[key] else { continue }
            throw TemplateFault(
                "`\(key)` of a schedule is not in this version of stepd yet",
                unsupported.range,
                hint: "`Input` gives the run its input",
                code: "job.later-value"
            )
        }
        guard let input = node["Input"] else { return nil }
        let text = try evaluator.text(input, "`Input`").text
        guard (try? JSONParser.parse(text)) != nil else {
            throw TemplateFault("`Input` must be JSON text", input.range, code: "template.input")
        }
        return text
    }
}
