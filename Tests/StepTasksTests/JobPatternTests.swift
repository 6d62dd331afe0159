import Glibc
import StepAWS
import StepJSON
import StepLanguage
import StepMachine
import Testing

@testable import StepTasks

/// The tables of optimized integrations, against the services' models where they are on this machine.
@Suite struct JobPatternTests {
    private static let models = getenv("STEPD_BOTOCORE_DATA").map { String(cString: $0) }
    private static var hasModels: Bool { models != nil }

    private func catalog() throws -> ServiceCatalog { ServiceCatalog(directories: [try #require(Self.models)]) }

    private func call(_ name: String, pattern: String = "") throws -> IntegratedCall {
        let resource = try TaskResource("arn:aws:states:::\(name)\(pattern)")
        return try #require(IntegratedCall(resource), "\(name)\(pattern)")
    }

    private static let actions = OptimizedService.all.flatMap { service in
        service.actions.sorted().map { "\(service.name):\($0)" }
    }

    @Test(.enabled(if: hasModels), arguments: actions)
    func theOperationBehindEachActionExists(name: String) throws {
        let call = try call(name)
        let model = try catalog().service(call.service)
        let operation = try model.operation(call.action)
        guard let difference = call.difference else { return }
        var given = JSONObject()
        for name in difference.parameters.keys { given[name] = .null }
        let problems = try StateSpelling.problems(difference.parameters(.object(given)), of: operation, model)
        #expect(problems.filter { $0.kind == .unsupported } == [])
        if let lookup = difference.lookup {
            let listing = try model.operation(lookup.operation)
            let parameters: JSONValue = ["ClusterId": nil]
            #expect(try StateSpelling.problems(parameters, of: listing, model) == [])
            #expect(try names(of: listing.outputShapeName, model).contains(lookup.list))
        }
    }

    @Test(.enabled(if: hasModels), arguments: JobPattern.all.keys.sorted())
    func theCallsAboutEachJobExist(name: String) throws {
        let call = try call(name, pattern: ".sync")
        let pattern = try #require(call.job)
        let model = try catalog().service(call.service)
        for about in [pattern.describe, pattern.stop].compactMap(\.self) {
            let operation = try model.operation(about.action)
            var given = JSONObject()
            for name in about.parameters.keys { given[name] = .null }
            #expect(try StateSpelling.problems(.object(given), of: operation, model) == [], "\(about.action)")
        }
        let described = try model.operation(pattern.describe.action)
        let path = [pattern.job, pattern.status].filter { !$0.isEmpty }.joined(separator: ".")
        #expect(try kind(at: path, of: described.outputShapeName, model) == .string)
    }

    /// The members of a structure, in Step Functions' spelling.
    private func names(of shape: String?, _ model: ServiceModel) throws -> Set<String> {
        Set(try model.shape(try #require(shape)).members.map(\.stateName))
    }

    /// What stands at a path of an answer.
    private func kind(at path: String, of shape: String?, _ model: ServiceModel) throws -> Shape.Kind {
        var shape = try model.shape(try #require(shape))
        for step in path.split(separator: ".") {
            let name = String(step.prefix { $0 != "[" })
            let member = try #require(shape.members.first { $0.stateName == name }, "\(name) of \(path)")
            shape = try model.shape(member.shapeName)
            if name.utf8.count < step.utf8.count { shape = try model.shape(try #require(shape.element).shapeName) }
        }
        return shape.kind
    }

    @Test func whatTheActionDoesNotTakeIsTold() throws {
        let difference = try #require(call("elasticmapreduce:createCluster").difference)
        let alive: JSONValue = ["KeepJobFlowAliveWhenNoSteps": true]
        #expect(difference.fault(in: ["Name": "a", "Instances": alive]) == nil)
        #expect(difference.fault(in: ["Instances": alive, "Steps": []]) == "The field 'Steps' is not allowed")
        #expect(difference.fault(in: ["Name": "a"])?.contains("KeepJobFlowAliveWhenNoSteps' must be true") == true)
    }

    @Test func resultsAreMadeOfJobAndAnswer() throws {
        let build = try #require(JobPattern.find(service: "codebuild", action: "startBuild"))
        let built: JSONValue = ["BuildStatus": "SUCCEEDED", "Id": "b"]
        #expect(build.standing(["Builds": [built]], submitted: [:]) == .succeeded(["Build": built]))
        let step = try #require(JobPattern.find(service: "elasticmapreduce", action: "addStep"))
        let done: JSONValue = ["Status": ["State": "COMPLETED"]]
        #expect(
            step.standing(["Step": done], submitted: ["StepId": "s", "SdkHttpMetadata": [:]])
                == .succeeded(["Step": done, "StepId": "s"])
        )
    }
}
