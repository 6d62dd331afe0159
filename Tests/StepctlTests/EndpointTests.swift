import Testing

@testable import stepctl

@Suite struct EndpointTests {
    @Test func commandLineWinsOverEnvironmentAndEnvironmentOverDefault() {
        let environment = ["STEPD_SOCKET": "/tmp/a.sock", "STEPD_ENDPOINT": "http://h:1"]
        let resolve = { (socket: String?, endpoint: String?, environment: [String: String]) in
            Endpoint.resolve(socket: socket, endpoint: endpoint) { environment[$0] }
        }
        #expect(resolve("/x.sock", nil, environment) == .socket("/x.sock"))
        #expect(resolve(nil, "http://y", environment) == .url("http://y"))
        #expect(resolve(nil, nil, environment) == .url("http://h:1"))
        #expect(resolve(nil, nil, ["STEPD_SOCKET": "/tmp/a.sock", "STEPD_ENDPOINT": ""]) == .socket("/tmp/a.sock"))
        #expect(
            Endpoint.resolve(socket: nil, endpoint: nil, isUser: true) { ["XDG_RUNTIME_DIR": "/run/user/7"][$0] }
                == .socket("/run/user/7/stepd/api.sock")
        )
        #expect(resolve(nil, nil, [:]) == .socket("/run/stepd/api.sock"))
    }

    @Test func hostKeepsThePort() {
        #expect(Endpoint.url("http://127.0.0.1:8083").host == "127.0.0.1:8083")
        #expect(Endpoint.url("http://127.0.0.1:8083").url == "http://127.0.0.1:8083/")
    }
}
