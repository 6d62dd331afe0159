import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization
import Testing

/// A small real RDS: an HTTP server that speaks the query protocol for two actions, and refuses what must not happen.
///
/// A second snapshot of the same name is refused as RDS refuses it. What no client should ever send (an unsigned
/// request, an unknown action, a describe of a snapshot that was never created) is refused and noted as a violation;
/// ``with(statuses:_:)`` fails the test for each.
final class RDSServer: Sendable {
    enum Action: String, Sendable {
        case create = "CreateDBSnapshot"
        case describe = "DescribeDBSnapshots"
    }

    /// What the server answers, and what it does once the answer is on its way.
    struct Answer: Sendable {
        var status: HTTPResponseStatus = .ok
        var body: String
        var afterwards: (@Sendable () -> Void)?
    }

    private struct State {
        /// How often each snapshot was described; one that is not here was not created.
        var snapshots: [String: Int] = [:]
        var calls: [Action: Int] = [:]
        var refusedCreates = 0
        var violations: [String] = []
        var held: Set<Action> = []
        var heldAnswers: [@Sendable () -> Void] = []
        var afterAnswer: [Action: @Sendable () -> Void] = [:]
    }

    /// The status that a snapshot has at its first, second, … describe; the last one stays.
    private let statuses: [String]
    private let state = Mutex(State())
    private let channel: any Channel

    private init(statuses: [String], channel: any Channel) {
        self.statuses = statuses
        self.channel = channel
    }

    /// Runs `body` with a server on a loopback port, then fails the test for what the server had to refuse.
    static func with(statuses: [String], _ body: (RDSServer) async throws -> Void) async throws {
        let slot = Mutex<RDSServer?>(nil)
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard let server = slot.withLock({ $0 }) else { throw ChannelError.eof }
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(RDSConnection(server))
                }
            }
            .bind(host: "127.0.0.1", port: 0)
            .get()
        let server = RDSServer(statuses: statuses, channel: channel)
        slot.withLock { $0 = server }
        do {
            try await body(server)
        } catch {
            try? await channel.close()
            throw error
        }
        try await channel.close()
        #expect(server.violations == [])
    }

    var port: Int { channel.localAddress?.port ?? 0 }
    var violations: [String] { state.withLock { $0.violations } }
    /// How many requests to create a snapshot that was there already were refused.
    var refusedCreates: Int { state.withLock { $0.refusedCreates } }
    /// The names of the snapshots that were created.
    var snapshots: [String] { state.withLock { $0.snapshots.keys.sorted() } }

    /// How many requests for `action` came in, refused ones as well.
    func calls(_ action: Action) -> Int { state.withLock { $0.calls[action] ?? 0 } }

    /// From now on, answers to `action` are held back. What the request asks for is done all the same.
    func hold(_ action: Action) { state.withLock { _ = $0.held.insert(action) } }

    /// Answers go out again, those that were held back first.
    func release() {
        let answers = state.withLock { state in
            state.held = []
            defer { state.heldAnswers = [] }
            return state.heldAnswers
        }
        for answer in answers { answer() }
    }

    /// Calls `body` once, as soon as the next answer to `action` is written to its connection.
    func afterNextAnswer(to action: Action, _ body: @escaping @Sendable () -> Void) {
        state.withLock { $0.afterAnswer[action] = body }
    }

    /// Whether the answer to `action` is to be held back; if so, `send` is kept for ``release()``.
    func keepsBack(_ action: Action?, _ send: @escaping @Sendable () -> Void) -> Bool {
        guard let action else { return false }
        return state.withLock { state in
            guard state.held.contains(action) else { return false }
            state.heldAnswers.append(send)
            return true
        }
    }

    func answer(_ request: RDSRequest) -> Answer {
        state.withLock { state in
            if let fault = request.fault {
                state.violations.append(fault)
                return .refusal(.forbidden, "MissingAuthenticationToken", fault)
            }
            guard let action = request.action, let name = request["DBSnapshotIdentifier"] else {
                state.violations.append("a request that nobody should send: \(request.fields)")
                return .refusal(
                    .badRequest,
                    "InvalidAction",
                    "this server knows two actions, each with a snapshot's name"
                )
            }
            state.calls[action, default: 0] += 1
            var answer = answer(action, name, request, &state)
            answer.afterwards = state.afterAnswer.removeValue(forKey: action)
            return answer
        }
    }

    private func answer(_ action: Action, _ name: String, _ request: RDSRequest, _ state: inout State) -> Answer {
        switch action {
        case .create:
            guard state.snapshots[name] == nil else {
                state.refusedCreates += 1
                let message =
                    "Cannot create the snapshot because a snapshot with the identifier \(name) already exists."
                return .refusal(.badRequest, "DBSnapshotAlreadyExists", message)
            }
            state.snapshots[name] = 0
            let instance = request["DBInstanceIdentifier"] ?? ""
            return .result(of: action, Self.snapshot(name, instance: instance, status: "creating"))
        case .describe:
            guard let count = state.snapshots[name] else {
                state.violations.append("\(name) was described before it was created")
                return .refusal(.notFound, "DBSnapshotNotFound", "DBSnapshot \(name) not found.")
            }
            state.snapshots[name] = count + 1
            let status = statuses[min(count, statuses.count - 1)]
            return .result(
                of: action,
                "<DBSnapshots>\(Self.snapshot(name, instance: "orders-prod", status: status))</DBSnapshots>"
            )
        }
    }

    private static func snapshot(_ name: String, instance: String, status: String) -> String {
        """
        <DBSnapshot><DBSnapshotIdentifier>\(name)</DBSnapshotIdentifier>\
        <DBInstanceIdentifier>\(instance)</DBInstanceIdentifier><Status>\(status)</Status><Engine>postgres</Engine>\
        <AllocatedStorage>20</AllocatedStorage><Encrypted>false</Encrypted>\
        <SnapshotCreateTime>2026-11-23T02:30:00.123Z</SnapshotCreateTime></DBSnapshot>
        """
    }
}

extension RDSServer.Answer {
    private static let requestID = "9b1a4f5e-0000-4000-8000-c0ffee000001"

    static func result(of action: RDSServer.Action, _ content: String) -> Self {
        Self(
            body: """
                <\(action.rawValue)Response xmlns="http://rds.amazonaws.com/doc/2014-10-31/">\
                <\(action.rawValue)Result>\(content)</\(action.rawValue)Result>\
                <ResponseMetadata><RequestId>\(requestID)</RequestId></ResponseMetadata></\(action.rawValue)Response>
                """
        )
    }

    static func refusal(_ status: HTTPResponseStatus, _ code: String, _ message: String) -> Self {
        Self(
            status: status,
            body: """
                <ErrorResponse xmlns="http://rds.amazonaws.com/doc/2014-10-31/"><Error><Type>Sender</Type>\
                <Code>\(code)</Code><Message>\(message)</Message></Error><RequestId>\(requestID)</RequestId></ErrorResponse>
                """
        )
    }
}
