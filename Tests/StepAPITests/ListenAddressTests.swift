import Testing

@testable import StepAPI

@Suite struct ListenAddressTests {
    @Test(arguments: [
        ("unix:/run/stepd/api.sock", ListenAddress.unix(path: "/run/stepd/api.sock")),
        ("127.0.0.1:8083", .tcp(host: "127.0.0.1", port: 8083)),
        ("localhost:0", .tcp(host: "localhost", port: 0)),
        ("[::1]:8083", .tcp(host: "::1", port: 8083)),
    ])
    func anAddressIsReadAndWritten(text: String, address: ListenAddress) throws {
        #expect(try ListenAddress(parsing: text) == address)
        #expect(address.description == text)
    }

    @Test(arguments: [
        "", "8083", ":8083", "localhost", "localhost:", "localhost:65536", "localhost:-1", "::1:8083", "[]:1", "unix:",
        "unix:relative.sock", "unix:/" + String(repeating: "x", count: 107),
    ])
    func whatIsNoAddressIsRefused(text: String) {
        #expect(throws: APIError.self) { try ListenAddress(parsing: text) }
    }

    @Test func datesAreThoseOfHTTP() {
        #expect(DateHeader.text(ofSecond: 784_111_777) == "Sun, 06 Nov 1994 08:49:37 GMT")
    }
}
