import Glibc
import StepAWS
import StepJSON
import StepJSONata
import StepLanguage
import StepTime

/// The line protocol of expressions: one request, one answer.
///
/// A request names its language in `lang`. With `repeat` it is evaluated that often and timed: `elapsed_ns` is the wall
/// time and `cpu_ns` the processor time of all threads; parsing counts only with `compile`.
enum ExpressionProtocol {
    /// A request made ready: what is called again to be timed.
    typealias Evaluation = () -> JSONObject

    static let repetitionsMax: Int64 = 1_000_000_000

    static func fault(_ message: String) -> JSONValue {
        ["error": ["code": "InvalidRequest", "message": .string(message)]]
    }

    static func answer(_ request: JSONValue) -> JSONValue {
        guard case .object(let request) = request else { return fault("the request is not an object") }
        let lang = request["lang"]?.stringValue ?? ""
        guard let compile = compiler(of: lang) else {
            return fault("there is no language `\(lang)`; there are jsonata, jsonpath and intrinsic")
        }
        guard let repetitions = request["repeat"]?.integerValue else { return .object(compile(request)()) }
        guard 1...repetitionsMax ~= repetitions else { return fault("repeat is from 1 to \(repetitionsMax)") }
        return .object(timed(request, repetitions, isCompiling: request["compile"] == .bool(true), compile))
    }

    private static func timed(
        _ request: JSONObject,
        _ repetitions: Int64,
        isCompiling: Bool,
        _ compile: (JSONObject) -> Evaluation
    ) -> JSONObject {
        var evaluation = compile(request)
        var answer = JSONObject()
        let wall = SystemClock.nanoseconds(CLOCK_MONOTONIC)
        let processor = SystemClock.nanoseconds(CLOCK_PROCESS_CPUTIME_ID)
        for _ in 0..<repetitions {
            if isCompiling { evaluation = compile(request) }
            answer = evaluation()
        }
        let processorEnd = SystemClock.nanoseconds(CLOCK_PROCESS_CPUTIME_ID)
        let wallEnd = SystemClock.nanoseconds(CLOCK_MONOTONIC)
        answer["repeat"] = .number(JSONNumber(repetitions))
        answer["elapsed_ns"] = .number(JSONNumber(wallEnd - wall))
        answer["cpu_ns"] = .number(JSONNumber(processorEnd - processor))
        return answer
    }

    private static func compiler(of lang: String) -> ((JSONObject) -> Evaluation)? {
        switch lang {
        case "jsonata": jsonata
        case "jsonpath": { request in JSONPathRequest(request).answer }
        case "intrinsic":
            { request in
                let intrinsic = IntrinsicRequest(request)
                let environment = environment()
                return { intrinsic.answer(environment: environment) }
            }
        default: nil
        }
    }

    private static func jsonata(_ request: JSONObject) -> Evaluation {
        guard let jsonata = JSONataRequest(request) else {
            return { fault("the request has no `expr`").objectValue ?? JSONObject() }
        }
        let environment = environment()
        do {
            let expression = try JSONataExpression(jsonata.source, dialect: jsonata.dialect)
            return { value(of: expression, jsonata, environment) }
        } catch {
            return { JSONataRequest.answer(error) }
        }
    }

    private static func value(
        of expression: JSONataExpression,
        _ request: JSONataRequest,
        _ environment: JSONataEnvironment
    ) -> JSONObject {
        do {
            return JSONataRequest.answer(try request.evaluate(expression, environment))
        } catch {
            return JSONataRequest.answer(error)
        }
    }

    /// The world as an expression may know it: the time, chance and hash functions of this machine.
    private static func environment() -> JSONataEnvironment {
        JSONataEnvironment(
            nowMilliseconds: SystemClock.now.milliseconds,
            seed: UInt64.random(in: .min ... .max),
            hash: { HashFunctions.hash($0, $1) }
        )
    }
}
