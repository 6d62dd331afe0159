import Glibc
import StepAWS
import StepJSON
import StepJobs
import StepYAML
import Testing

/// CloudFormation and SAM templates as job files.
@Suite struct TemplateTests {
    private static let template = """
        AWSTemplateFormatVersion: 2010-09-09
        Parameters:
          Database: {Type: String, MinLength: 2, AllowedPattern: "[a-z/]+"}
          Seconds: {Type: Number, Default: 60, MaxValue: 600}
          Stage: {Type: String, Default: test, AllowedValues: [test, prod]}
        Mappings:
          Topics: {test: {name: news-test}, prod: {name: news}}
        Conditions:
          IsProd: !Equals [!Ref Stage, prod]
          IsTest: !Not [!Condition IsProd]
        Resources:
          Role: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {}}}
          News: {Type: AWS::SNS::Topic, Properties: {TopicName: !FindInMap [Topics, !Ref Stage, name]}}
          Check:
            Type: AWS::Lambda::Function
            Properties:
              Handler: index.handler
              Role: !GetAtt Role.Arn
              Runtime: python3.12
              Timeout: 30
              Environment: {Variables: {STAGE: !Ref Stage, COUNT: 3}}
              Code:
                ZipFile: !Sub
                  - |
                    def handler(event, context):
                        return '${database} ${!literal} in ${AWS::Region}'
                  - {database: !Sub "${Database}"}
          Machine:
            Type: AWS::StepFunctions::StateMachine
            Properties:
              RoleArn: !GetAtt [Role, Arn]
              DefinitionString: !Sub
                - |-
                  {"StartAt": "Check", "States": {
                    "Check": {"Type": "Task", "Resource": "${check}", "Next": "Wait"},
                    "Wait": {"Type": "Wait", "Seconds": ${Seconds}, "Next": "Tell"},
                    "Tell": {"Type": "Task", "Resource": "arn:${AWS::Partition}:states:::sns:publish",
                      "Parameters": {"TopicArn": "${News}", "Message": "${AWS::AccountId}"}, "End": true}}}
                - {check: !GetAtt Check.Arn}
        Outputs:
          Machine: {Value: !Ref Machine, Description: The machine}
          Remote: {Value: !GetAtt Role.RoleId}
          Prod: {Condition: IsProd, Value: x}
        """

    /// Loads a template as `stack.yaml` in a folder of its own, with the values of its parameters beside it.
    private func load(_ template: String, values: String? = "Database: orders") throws -> JobFile.Result {
        var folder = Array("/tmp/stepd-template-XXXXXX".utf8CString)
        try #require(mkdtemp(&folder) != nil)
        let path = String(decoding: folder.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer {
            unlink("\(path)/stack.params.yaml")
            rmdir(path)
        }
        if let values {
            let file = try #require(fopen("\(path)/stack.params.yaml", "w"))
            fputs(values, file)
            fclose(file)
        }
        return JobFile.load(
            path: "\(path)/stack.yaml",
            bytes: Array(template.utf8),
            catalog: nil,
            environment: TemplateEnvironment(region: "eu-central-1", account: "210987654321")
        )
    }

    @Test func machineBecomesAJobWithItsFunctions() throws {
        let result = try load(Self.template)
        #expect(!result.diagnostics.hasErrors, "\(result.text)")
        let job = try #require(result.jobs.first)
        #expect(job.name == "stack")
        let states = job.definition["States"]
        let check = "arn:aws:lambda:eu-central-1:210987654321:function:stack-Check"
        #expect(states?["Check"]?["Resource"] == .string(check))
        #expect(states?["Wait"]?["Seconds"] == 60)
        #expect(
            states?["Tell"]?["Parameters"]
                == ["TopicArn": "arn:aws:sns:eu-central-1:210987654321:news-test", "Message": "210987654321"]
        )
        let function = try #require(result.functions.first)
        #expect(function.name == "stack-Check")
        #expect(function.timeoutSeconds == 30)
        #expect(function.environment == ["STAGE": "test", "COUNT": "3"])
        #expect(
            function.code
                == .inline("def handler(event, context):\n    return 'orders ${literal} in eu-central-1'\n")
        )
        #expect(
            job.outputs == [
                JobOutput(
                    name: "Machine",
                    value: "arn:aws:states:eu-central-1:210987654321:stateMachine:stack",
                    description: "The machine"
                ), JobOutput(name: "Remote", value: "(known at AWS only)", description: nil),
            ]
        )
    }

    @Test func whatDoesNotRunIsTold() throws {
        let notes = try load(Self.template).diagnostics
        #expect(notes.map(\.severity) == [.note])
        #expect(notes.first?.message.contains("Role (AWS::IAM::Role), News (AWS::SNS::Topic)") == true)
    }

    /// A fault in the definition has its place in the template, though it was found in a text that was made.
    @Test func faultsHaveTheirPlaceInTheTemplate() throws {
        let broken = Self.template.replacing(#""Next": "Tell"}"#, with: #""Next": "Tall"}"#)
        let result = try load(broken)
        let error = try #require(result.diagnostics.first { $0.severity == .error })
        let line = broken.split(separator: "\n", omittingEmptySubsequences: false)[error.range.start.line - 1]
        #expect(line.contains(#""Next": "Tall""#), "\(result.text)")
        #expect(result.jobs.isEmpty)
    }

    @Test(arguments: [
        (nil, "parameter `Database` has no value", "stack.params.yaml"),
        ("Database: a", "fewer than 2 characters", ""), ("Database: ab\nSeconds: 601", "601 is more than 600", ""),
        ("Database: orders2", "`orders2` does not match `[a-z/]+`", ""),
        ("Database: ab\nStage: live", "`live` is none of test, prod", ""),
        ("Database: ab\nDatabse: x", "no parameter `Databse`", "did you mean `Database`?"),
        ("Database: [a, b]", "must be one value", ""), ("- a", "must be a mapping", ""),
    ]) func valuesAreChecked(_ values: String?, _ message: String, _ hint: String) throws {
        let result = try load(Self.template, values: values)
        #expect(result.text.contains(message), "\(result.text)")
        #expect(result.text.contains(hint), "\(result.text)")
        #expect(result.jobs.isEmpty)
    }

    @Test func aPatternThatOnlyJavaKnowsIsNotedAndNotChecked() throws {
        let result = try load(Self.template.replacing("[a-z/]+", with: "(?<=x)a++"))
        #expect(result.text.contains("warning: `AllowedPattern` of `Database` is not checked"), "\(result.text)")
        #expect(result.jobs.count == 1)
    }

    /// One change each, and what is said about it.
    @Test(arguments: [
        ("!GetAtt Check.Arn", "!GetAtt Chek.Arn", "there is no resource `Chek`"),
        (
            "!GetAtt Check.Arn", "!GetAtt Role.RoleId",
            "attribute `RoleId` of `Role` is only known where AWS has made it"
        ),
        ("!GetAtt Check.Arn", "!ImportValue other", "`Fn::ImportValue` is not supported here"),
        ("!GetAtt Check.Arn", "!GetAt Check.Arn", "unknown function `GetAt`"),
        ("!GetAtt Check.Arn", "!Ref Chekc", "there is no parameter and no resource `Chekc`"),
        ("!GetAtt Check.Arn", "!Select [5, [a, b]]", "no item 5: the list has 2"),
        ("!GetAtt Check.Arn", "!FindInMap [Topics, none, name]", "no mapping has `Topics` › `none` › `name`"),
        ("!GetAtt Check.Arn", "!If [IsPord, a, b]", "there is no condition `IsPord`"),
        ("${check}", "${chekc}", "there is no parameter and no resource `chekc`"),
        ("  Role: {Type: AWS::IAM::Role", "  Role: {Typ: AWS::IAM::Role", "resource `Role` has no Type"),
        ("Resources:", "Resource:\n  x: 1\nResources:", "a template has no section `Resource`"),
        ("Timeout: 30", "Timeout: 901", "`Timeout` must be a whole number from 1 to 900"),
        ("Handler: index.handler", "Handle: index.handler", "`Check` has no Handler"),
        ("IsProd: !Equals [!Ref Stage, prod]", "IsProd: !Not [!Condition IsTest]", "depends on itself"),
        ("ZipFile: !Sub", "S3Bucket: b\n        S3Key: !Sub", "the code of `Check` is at AWS"),
        ("RoleArn: !GetAtt [Role, Arn]", "StateMachineType: EXPRESS", "express machines are not in this version"),
        ("RoleArn: !GetAtt [Role, Arn]", "StateMachineName: a b", "a job's name cannot hold white space"),
        ("DefinitionString:", "DefinitionS3Location:", "`Machine` has no definition"),
    ]) func mistakesAreNamed(_ old: String, _ new: String, _ message: String) throws {
        try #require(Self.template.contains(old))
        let result = try load(Self.template.replacing(old, with: new, maxReplacements: 1))
        #expect(result.diagnostics.hasErrors)
        #expect(result.text.contains(message), "\(result.text)")
    }

    @Test func functionsAreEvaluated() throws {
        let values: [(String, String)] = [
            ("!Join ['-', [a, !Ref Database, 7]]", "a-orders-7"), ("!Select [1, !Split ['/', a/b/c]]", "b"),
            ("!If [IsTest, yes, no]", "yes"), ("!If [IsProd, yes, !Ref AWS::Region]", "eu-central-1"),
            ("!Base64 abc", "YWJj"), ("Fn::Sub: '${AWS::StackName}.${Check}'", "stack.stack-Check"),
            ("!Sub '${News.TopicName}'", "news-test"), ("!Sub '$${Stage}$'", "$test$"),
        ]
        for (expression, value) in values {
            let template = Self.template.replacing(
                "Remote: {Value: !GetAtt Role.RoleId}",
                with: "Remote:\n    Value:\n      \(expression)"
            )
            let result = try load(template)
            #expect(result.jobs.first?.outputs.dropFirst().first?.value == value, "\(expression): \(result.text)")
        }
    }

    @Test func schedulesOfRulesAndEventsStartTheMachine() throws {
        let rule = """
              Nightly:
                Type: AWS::Events::Rule
                Properties: {ScheduleExpression: "cron(30 2 * * ? *)", Targets: [{Arn: !Ref Machine, Id: m, RoleArn: r}]}
              Weekly:
                Type: AWS::Scheduler::Schedule
                Properties:
                  ScheduleExpression: rate(7 days)
                  ScheduleExpressionTimezone: Europe/Berlin
                  FlexibleTimeWindow: {Mode: "OFF"}
                  Target: {Arn: !GetAtt Machine.Arn, RoleArn: r}
              Other:
                Type: AWS::Events::Rule
                Properties: {ScheduleExpression: rate(1 day), Targets: [{Arn: !Ref News, Id: n}]}
            Outputs:
            """
        let job = try #require(try load(Self.template.replacing("Outputs:", with: rule)).jobs.first)
        #expect(job.schedules.map(\.text) == ["cron(30 2 * * ? *)", "rate(7 days)"])
        #expect(job.schedules.map(\.timeZone) == ["UTC", "Europe/Berlin"])
        #expect(job.schedules.map(\.input) == [nil, nil])
        func text(_ input: String) throws -> JobFile.Result {
            let rule = rule.replacing("Id: m,", with: "Id: m, \(input),")
            return try load(Self.template.replacing("Outputs:", with: rule))
        }
        let input = #"{"at": "<aws.scheduler.scheduled-time>"}"#
        #expect(try text("Input: '\(input)'").jobs.first?.schedules.map(\.input) == [input, nil])
        #expect(try text("Input: '{'").text.contains("`Input` must be JSON text"))
        #expect(try text("InputPath: $.a").text.contains("`InputPath` of a schedule is not"))
    }

    @Test func samTemplatesAreRead() throws {
        let sam = """
            Transform: AWS::Serverless-2016-10-31
            Globals: {Function: {Runtime: python3.12, Timeout: 7, Environment: {Variables: {A: "1", B: "2"}}}}
            Resources:
              F: {Type: AWS::Serverless::Function, Properties: {Handler: app.run, InlineCode: x, Environment: {Variables: {B: "3"}}}}
              M:
                Type: AWS::Serverless::StateMachine
                Properties:
                  Definition: {StartAt: a, States: {a: {Type: Task, Resource: "${Function}", End: true}}}
                  DefinitionSubstitutions: {Function: !GetAtt F.Arn}
                  Events: {Daily: {Type: Schedule, Properties: {Schedule: rate(1 day)}}, Api: {Type: Api, Properties: {}}}
            """
        let result = try load(sam, values: nil)
        #expect(!result.diagnostics.hasErrors, "\(result.text)")
        #expect(result.functions.first?.timeoutSeconds == 7)
        #expect(result.functions.first?.environment == ["A": "1", "B": "3"])
        let resource = result.jobs.first?.definition["States"]?["a"]?["Resource"]
        #expect(resource == "arn:aws:lambda:eu-central-1:210987654321:function:stack-F")
        #expect(result.jobs.first?.schedules.map(\.text) == ["rate(1 day)"])
        #expect(result.text.contains("event `Api`"))
    }

    /// What doubles itself, and what is nested without end, has an end.
    @Test func hostileTemplatesAreBounded() throws {
        var doubling = Self.template
        for level in 1...40 {
            doubling += "\n  D\(level): {Value: !Sub ['${a}${a}', {a: !Ref Stage}]}"
        }
        #expect(try load(doubling).jobs.count == 1)
        let function = "arn:aws:lambda:us-east-1:123456789012:function:f"
        let nested = String(repeating: "!If [IsTest, ", count: 20) + function + String(repeating: ", y]", count: 20)
        let shallow = try load(Self.template.replacing("!GetAtt Check.Arn", with: nested))
        #expect(shallow.jobs.count == 1, "\(shallow.text)")
        let deep = String(repeating: "{a: ", count: 95) + "x" + String(repeating: "}", count: 95)
        let result = try load(Self.template.replacing("{check: !GetAtt Check.Arn}", with: "{check: \(deep)}"))
        #expect(result.diagnostics.hasErrors)
        var chain = "\nConditions:\n  C0: !Equals [a, a]"
        for level in (1...300).reversed() { chain += "\n  C\(level): !Not [!Condition C\(level - 1)]" }
        let conditions = Self.template.replacing("\nConditions:", with: chain, maxReplacements: 1)
            .replacing("!GetAtt Check.Arn", with: "!If [C300, a, b]")
        #expect(try load(conditions).text.contains("depends on itself"))
    }
}
