import Glibc
import StepProtocol
import Testing

@testable import stepctl

@Suite struct HTTPClientTests {
    @Test func aMissingSocketSaysThatTheDaemonIsNotThere() throws {
        let client = try APIClient(.socket("/nonexistent/api.sock"))
        let error = #expect(throws: CommandError.self) {
            try client.call(.listJobs, ListJobsRequest(), ListJobsResponse.self)
        }
        #expect(error?.status == .unreachable)
        #expect(error?.message == "cannot reach stepd at /nonexistent/api.sock: No such file or directory")
        #expect(error?.hint?.contains("systemctl status stepd") == true)
    }

    @Test func aRequestCarriesItsTargetAndTheAnswerIsRead() throws {
        let body = #"{"job":"a","slots":[{"time":1795437023.045}]}"#
        let server = try OneShotServer(
            answer: "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
        )
        var request = ListUpcomingSlotsRequest()
        request.job = "a"
        let response = try APIClient(.socket(server.path)).call(
            .listUpcomingSlots,
            request,
            ListUpcomingSlotsResponse.self
        )
        let received = server.received()
        #expect(response.slots.map(\.time.milliseconds) == [1_795_437_023_045])
        #expect(received.contains("X-Amz-Target: Stepd.ListUpcomingSlots\r\n"))
        #expect(received.contains("Content-Type: application/x-amz-json-1.0\r\n"))
        #expect(received.hasSuffix(#"{"job":"a"}"#))
    }

    @Test func anErrorOfTheServiceKeepsItsName() throws {
        let body = #"{"__type":"com.amazonaws.states#ExecutionDoesNotExist","message":"no such"}"#
        let server = try OneShotServer(
            answer: "HTTP/1.1 400 Bad Request\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
        )
        let error = #expect(throws: AWSError.self) {
            try APIClient(.socket(server.path)).describe(executionARN: "arn:x")
        }
        #expect(error == AWSError("ExecutionDoesNotExist", "no such"))
    }

    @Test func anAnswerThatIsNotTheDaemonsIsSaidToBeSo() throws {
        let server = try OneShotServer(answer: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")
        let error = #expect(throws: CommandError.self) {
            try APIClient(.socket(server.path)).describe(executionARN: "arn:x")
        }
        #expect(error?.message.contains("cannot be read") == true)
    }
}
