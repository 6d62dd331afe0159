import Glibc
import NIOCore
import NIOPosix
import Synchronization

/// A server that does to each request what the request names: it breaks off, keeps silent, answers nonsense.
///
/// It speaks bytes, not HTTP, so that it can answer what no HTTP library would.
final class BadServer: Sendable {
    /// What is done; a request names it anywhere in its body, as `do-<name>`.
    enum Behaviour: String, CaseIterable, Sendable {
        case reset, half, throttle, unavailable, nonsense, flood, silence, good
    }

    private let channel: any Channel
    /// The requests of each behaviour.
    private let counts: Counts

    final class Counts: Sendable {
        private let counts = Mutex<[Behaviour: Int]>([:])

        func add(_ behaviour: Behaviour) { counts.withLock { $0[behaviour, default: 0] += 1 } }
        func of(_ behaviour: Behaviour) -> Int { counts.withLock { $0[behaviour] ?? 0 } }
    }

    private init(channel: any Channel, counts: Counts) {
        self.channel = channel
        self.counts = counts
    }

    /// Runs `body` with a server on a loopback port. `good` is the body of an answer that is in order.
    static func with(good: String, _ body: (BadServer) async throws -> Void) async throws {
        let counts = Counts()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(BadConnection(good: good, counts: counts))
                }
            }
            .bind(host: "127.0.0.1", port: 0)
            .get()
        do {
            try await body(BadServer(channel: channel, counts: counts))
        } catch {
            try? await channel.close()
            throw error
        }
        try await channel.close()
    }

    var port: Int { channel.localAddress?.port ?? 0 }

    /// How many requests asked for it.
    func count(_ behaviour: Behaviour) -> Int { counts.of(behaviour) }
}

/// One connection, for one request.
private final class BadConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let good: String
    private let counts: BadServer.Counts
    private var received = ""
    /// Bytes of a flood that are still to be sent.
    private var floodLeft = 100 << 20

    init(good: String, counts: BadServer.Counts) {
        self.good = good
        self.counts = counts
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        received += String(buffer: unwrapInboundIn(data))
        let named = BadServer.Behaviour.allCases.first { received.contains("do-\($0.rawValue)") }
        guard let behaviour = named else { return }
        received = ""
        counts.add(behaviour)
        switch behaviour {
        case .reset:
            // Closed with SO_LINGER 0, a connection is reset.
            let socket = context.channel as? any SocketOptionProvider
            socket?.setSoLinger(linger(l_onoff: 1, l_linger: 0))
                .assumeIsolated().whenComplete { _ in context.close(promise: nil) }
        case .half: answer(context, "200 OK", "<Descr", length: 500)
        case .throttle: answer(context, "429 Too Many Requests", "slow down", fields: "Retry-After: 1\r\n")
        case .unavailable: answer(context, "503 Service Unavailable", "busy", fields: "Retry-After: 1\r\n")
        case .nonsense: answer(context, "200 OK", "}<a><b></a>{")
        case .flood:
            write(context, "HTTP/1.1 200 OK\r\nContent-Length: \(floodLeft)\r\n\r\n", promise: nil)
            flood(context)
        case .silence: break
        case .good: answer(context, "200 OK", good)
        }
    }

    private func flood(_ context: ChannelHandlerContext) {
        guard floodLeft > 0 else { return context.close(promise: nil) }
        let text = String(repeating: "x", count: 1 << 20)
        floodLeft -= text.utf8.count
        let written = context.eventLoop.makePromise(of: Void.self)
        write(context, text, promise: written)
        written.futureResult.assumeIsolated().whenSuccess { self.flood(context) }
    }

    private func answer(
        _ context: ChannelHandlerContext,
        _ status: String,
        _ body: String,
        length: Int? = nil,
        fields: String = ""
    ) {
        let head =
            "HTTP/1.1 \(status)\r\n\(fields)Content-Length: \(length ?? body.utf8.count)\r\nConnection: close\r\n\r\n"
        let written = context.eventLoop.makePromise(of: Void.self)
        write(context, head + body, promise: written)
        written.futureResult.assumeIsolated().whenComplete { _ in context.close(promise: nil) }
    }

    private func write(_ context: ChannelHandlerContext, _ text: String, promise: EventLoopPromise<Void>?) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: promise)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
