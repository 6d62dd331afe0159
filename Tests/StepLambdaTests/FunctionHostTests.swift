import Glibc
import StepAWS
import StepJSON
import StepLambda
import Testing

/// Functions for real: Python with AWS's own runtime client.
@Suite(.enabled(if: FunctionFixture.python != nil, "there is no Python with awslambdaric; packaging/test installs it"))
struct FunctionHostTests {
    @Test func functionGetsItsEventAndItsAnswerComesBack() async throws {
        try await FunctionFixture.with { fixture in
            fixture.declare("def handler(event, context):\n    return {'doubled': event['n'] * 2, 'é': 'ü'}\n")
            let answer = await fixture.invoke(#"{"n": 21}"#)
            #expect(answer.response.statusCode == 200)
            #expect(answer.payload == ["doubled": 42, "é": "ü"])
            #expect(answer.functionError == nil)
            #expect(answer.response.fields["X-Amz-Executed-Version"] == "$LATEST")
        }
    }

    @Test func contextAndEnvironmentAreLambdas() async throws {
        try await FunctionFixture.with { fixture in
            fixture.declare(
                """
                import os
                def handler(event, context):
                    return {
                        'arn': context.invoked_function_arn, 'id': context.aws_request_id, 'name': context.function_name,
                        'memory': context.memory_limit_in_mb, 'left': 0 < context.get_remaining_time_in_millis() <= 10000,
                        'client': context.client_context.custom if context.client_context else None,
                        'env': {k: os.environ.get(k) for k in
                                ['OWN', 'AWS_REGION', 'AWS_ACCESS_KEY_ID', 'OTHER', '_HANDLER', 'AWS_LAMBDA_FUNCTION_VERSION']},
                        'root': os.path.exists(os.environ['LAMBDA_TASK_ROOT'] + '/index.py'),
                    }
                """,
                environment: ["OWN": "mine", "AWS_REGION": "reserved"]
            )
            let context = Base64.encode(Array(#"{"custom": {"a": "b"}}"#.utf8))
            let answer = await fixture.invoke(fields: [HTTPField("X-Amz-Client-Context", context)])
            let payload = answer.payload
            #expect(payload["arn"] == "arn:aws:lambda:eu-central-1:123456789012:function:f")
            #expect(payload["id"]?.stringValue == answer.requestID)
            #expect(payload["name"] == "f")
            #expect(payload["memory"] == "256")
            #expect(payload["left"] == true)
            #expect(payload["client"] == ["a": "b"])
            #expect(payload["root"] == true)
            #expect(
                payload["env"] == [
                    "OWN": "mine", "AWS_REGION": "eu-central-1", "AWS_ACCESS_KEY_ID": "AKID", "OTHER": nil,
                    "_HANDLER": "index.handler", "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
                ]
            )
        }
    }

    /// Each way in which a function can fail, by the error type that Lambda gives it.
    @Test(arguments: [
        ("def handler(event, context):\n    raise ValueError('no ' + event['what'])", "ValueError", "no luck"),
        ("import nowhere_to_be_found\ndef handler(e, c): pass", "Runtime.ImportModuleError", "nowhere_to_be_found"),
        ("def other(e, c): pass", "Runtime.HandlerNotFound", "handler"),
        ("def handler(e, c)\n    pass", "Runtime.UserCodeSyntaxError", "index"),
        ("def handler(e, c): return {1, 2}", "Runtime.MarshalError", "set"),
        ("import os\ndef handler(e, c): os._exit(3)", "Runtime.ExitError", "exit status 3"),
        ("import sys\ndef handler(e, c): sys.exit(0)", "Runtime.ExitError", "without providing a reason"),
        ("import os, signal\ndef handler(e, c): os.kill(os.getpid(), 11)", "Runtime.ExitError", "segmentation fault"),
        ("import os\nos._exit(4)", "Runtime.ExitError", "exit status 4"),
    ]) func failureHasLambdasErrorType(_ code: String, _ type: String, _ message: String) async throws {
        try await FunctionFixture.with { fixture in
            fixture.declare(code)
            let answer = await fixture.invoke(#"{"what": "luck"}"#)
            #expect(answer.response.statusCode == 200)
            #expect(answer.functionError == "Unhandled")
            #expect(answer.payload["errorType"]?.stringValue == type)
            let text = answer.payload["errorMessage"]?.stringValue ?? ""
            #expect(text.contains(message), "\(answer.payload)")
            // What the host says names the invocation, also where the process never asked for one.
            #expect(type != "Runtime.ExitError" || text.hasPrefix("RequestId: \(answer.requestID) Error: "), "\(text)")
            // It goes on for the next one.
            fixture.declare("def handler(e, c): return 1")
            #expect(await fixture.invoke().payload == 1)
        }
    }

    @Test func functionThatTakesTooLongIsEnded() async throws {
        try await FunctionFixture.with { fixture in
            fixture.declare("import time\ndef handler(e, c): time.sleep(e['s']); return 'done'", timeoutSeconds: 1)
            let answer = await fixture.invoke(#"{"s": 60}"#)
            #expect(answer.payload["errorType"] == "Sandbox.Timedout")
            #expect(
                answer.payload["errorMessage"]?.stringValue
                    == "RequestId: \(answer.requestID) Error: Task timed out after 1.00 seconds"
            )
            #expect(await fixture.invoke(#"{"s": 0}"#).payload == "done")
        }
    }

    @Test func functionThatTakesTooMuchMemoryIsEnded() async throws {
        try await FunctionFixture.with { fixture in
            fixture.declare(
                "import time\ndef handler(e, c):\n    x = bytearray(300 << 20)\n    time.sleep(8)\n    return len(x)",
                memoryMegabytes: 128
            )
            let answer = await fixture.invoke()
            #expect(answer.payload["errorType"] == "Runtime.OutOfMemory", "\(answer.payload)")
        }
    }

    @Test func processesAreKeptWarmAndReplacedWithTheirCode() async throws {
        try await FunctionFixture.with { fixture in
            let code =
                "import os\ncount = 0\ndef handler(e, c):\n    global count\n    count += 1\n    return [os.getpid(), count]"
            fixture.declare(code)
            let first = await fixture.invoke().payload
            let second = await fixture.invoke().payload
            #expect(first[0] == second[0])
            #expect(second[1] == 2)
            fixture.declare(code + "\n")
            #expect(await fixture.invoke().payload[1] == 1)
        }
    }

    @Test func invocationsRunSideBySideUpToTheirLimit() async throws {
        try await FunctionFixture.with(workersMax: 2) { fixture in
            fixture.declare("import os, time\ndef handler(e, c): time.sleep(0.3); return os.getpid()")
            let payloads = await withTaskGroup(of: JSONValue.self) { group in
                for _ in 0..<4 { group.addTask { await fixture.invoke().payload } }
                return await group.reduce(into: []) { $0.append($1) }
            }
            // Two processes at most, and nobody was refused.
            #expect(payloads.allSatisfy { $0.integerValue != nil })
            #expect(Set(payloads).count == 2)
            fixture.declare("import time\ndef handler(e, c): time.sleep(0.5)", concurrencyMax: 1)
            let statuses = await withTaskGroup(of: Int.self) { group in
                for _ in 0..<2 { group.addTask { await fixture.invoke().response.statusCode } }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.sorted() == [200, 429])
        }
    }

    @Test func outputIsLoggedWithTheRequestsID() async throws {
        try await FunctionFixture.with { fixture in
            fixture.declare("print('at import')\ndef handler(e, c):\n    print('Event: {}'.format(e))\n    return 1")
            let answer = await fixture.invoke(fields: [HTTPField("X-Amz-Log-Type", "Tail")])
            let lines = fixture.lines(of: answer.requestID)
            #expect(lines.first == "START RequestId: \(answer.requestID) Version: $LATEST")
            #expect(lines.contains("Event: {}"))
            #expect(lines.contains("END RequestId: \(answer.requestID)"))
            #expect(lines.last?.hasPrefix("REPORT RequestId: \(answer.requestID)\tDuration: ") == true)
            #expect(lines.last?.contains("Memory Size: 256 MB") == true)
            let tail = Base64.decode(answer.response.fields["X-Amz-Log-Result"] ?? "") ?? []
            #expect(String(decoding: tail, as: UTF8.self).contains("Event: {}\n"))
            #expect(fixture.log.contains("at import"))
        }
    }

    @Test func bootstrapOfAProvidedRuntimeRuns() async throws {
        try await FunctionFixture.with { fixture in
            let folder = "\(fixture.directory)/code"
            mkdir(folder, 0o700)
            let script = """
                #!/bin/sh
                exec \(FunctionFixture.python ?? "python3") - <<'END'
                import http.client, os
                api = http.client.HTTPConnection(os.environ['AWS_LAMBDA_RUNTIME_API'])
                while True:
                    api.request('GET', '/2018-06-01/runtime/invocation/next')
                    event = api.getresponse(); body = event.read()
                    id = event.getheader('Lambda-Runtime-Aws-Request-Id')
                    api.request('POST', f'/2018-06-01/runtime/invocation/{id}/response', b'{"got":' + body + b'}')
                    api.getresponse().read()
                END
                """
            let file = try #require(fopen("\(folder)/bootstrap", "w"))
            fputs(script, file)
            fclose(file)
            chmod("\(folder)/bootstrap", 0o700)
            defer {
                unlink("\(folder)/bootstrap")
                rmdir(folder)
            }
            fixture.host.replace(
                [LambdaFunction(name: "own", runtime: "provided.al2023", handler: "any", code: .path(folder))],
                of: "test.yaml"
            )
            #expect(await fixture.invoke("[1]", name: "own").payload == ["got": [1]])
        }
    }

    @Test func runtimeThatIsNotThereIsNamed() async throws {
        try await FunctionFixture.with { fixture in
            fixture.host.replace(
                [LambdaFunction(name: "f", runtime: "nodejs20.x", handler: "index.handler", code: .inline("x"))],
                of: "test.yaml"
            )
            let answer = await fixture.invoke()
            #expect(answer.functionError == "Unhandled")
            #expect(answer.payload["errorMessage"]?.stringValue?.contains("`nodejs20.x`") == true, "\(answer.payload)")
        }
    }
}
