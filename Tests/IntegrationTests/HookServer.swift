import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// A small real HTTP server that notes what it is told.
final class HookServer: Sendable {
    struct Call: Sendable, Equatable {
        var path: String
        /// Names what is told, in whatever attempt.
        var key: String
        var body: String
    }

    private let state = Mutex<(calls: [Call], refusedCount: Int, status: HTTPResponseStatus)>(([], 0, .ok))
    private let channel: any Channel

    private init(channel: any Channel) { self.channel = channel }

    static func with(_ body: (HookServer) async throws -> Void) async throws {
        let slot = Mutex<HookServer?>(nil)
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard let server = slot.withLock({ $0 }) else { throw ChannelError.eof }
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(HookConnection(server))
                }
            }
            .bind(host: "127.0.0.1", port: 0)
            .get()
        let server = HookServer(channel: channel)
        slot.withLock { $0 = server }
        do {
            try await body(server)
        } catch {
            try? await channel.close()
            throw error
        }
        try await channel.close()
    }

    var url: String { "http://127.0.0.1:\(channel.localAddress?.port ?? 0)" }
    /// What it took; what it refused is not among that.
    var calls: [Call] { state.withLock { $0.calls } }
    var refusedCount: Int { state.withLock { $0.refusedCount } }

    /// From now on, it answers with that.
    func answer(_ status: HTTPResponseStatus) { state.withLock { $0.status = status } }

    func take(_ call: Call) -> HTTPResponseStatus {
        state.withLock { state in
            if state.status == .ok { state.calls.append(call) } else { state.refusedCount += 1 }
            return state.status
        }
    }
}

/// One connection to it.
private final class HookConnection: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let server: HookServer
    private var head: HTTPRequestHead?
    private var body = ""

    init(_ server: HookServer) { self.server = server }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            body = ""
        case .body(let buffer): body += String(decoding: buffer.readableBytesView, as: UTF8.self)
        case .end:
            guard let head else { return }
            let key = head.headers.first(name: "Idempotency-Key") ?? ""
            let status = server.take(HookServer.Call(path: head.uri, key: key, body: body))
            let answer = HTTPResponseHead(version: .http1_1, status: status, headers: ["Content-Length": "0"])
            context.write(wrapOutboundOut(.head(answer)), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
