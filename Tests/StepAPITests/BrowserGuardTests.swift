import NIOHTTP1
import StepProtocol
import Testing

@testable import StepAPI

@Suite struct BrowserGuardTests {
    @Test(arguments: [
        "localhost", "LOCALHOST:8083", "127.0.0.1", "127.0.0.1:8083", "127.1.2.3:1", "[::1]", "[::1]:8083",
    ])
    func loopbackHostsAreAnswered(host: String) {
        #expect(BrowserGuard.refusal(of: ["Host": host]) == nil)
    }

    @Test(arguments: [
        "", "example.com", "127.0.0.1.example.com", "localhost.example.com", "127.0.0.1:8083:1", "127.0.0.1:x",
        "127.0.0", "127.0.0.1.1", "127.0.0.256", "127.0.0.+1", "128.0.0.1", "0.0.0.0", "[::2]", "[::1", "[::1]x", "::1",
        "127.0.0.1:", "user@127.0.0.1",
    ])
    func otherHostsAreRefused(host: String) {
        #expect(BrowserGuard.refusal(of: ["Host": host])?.httpStatus == 403)
    }

    @Test func aRequestWithoutOrWithTwoHostsIsRefused() {
        #expect(BrowserGuard.refusal(of: [:]) != nil)
        #expect(BrowserGuard.refusal(of: HTTPHeaders([("Host", "localhost"), ("Host", "evil.example")])) != nil)
    }

    @Test(arguments: ["https://evil.example", "null", "http://localhost:8083"])
    func aRequestOfAWebPageIsRefused(origin: String) {
        #expect(BrowserGuard.refusal(of: ["Host": "localhost", "Origin": origin])?.name == "AccessDeniedException")
    }
}
