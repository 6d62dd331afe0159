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

    @Test func requestIDsAreRandomUUIDs() {
        let ids = (0..<100).map { _ in RequestID.make() }
        #expect(Set(ids).count == 100)
        for id in ids {
            let parts = id.split(separator: "-")
            #expect(parts.map(\.count) == [8, 4, 4, 4, 12])
            #expect(parts[2].first == "4")
            #expect("89ab".contains(parts[3].first ?? " "))
        }
    }
}
