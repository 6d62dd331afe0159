import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// A real HTTP/1.1 server on a free port of 127.0.0.1, which answers as the test says and counts what comes.
final class HTTPTestServer: Sendable {
    /// What came.
    struct Request: Sendable {
        var method: String
        var target: String
        var headers: HTTPHeaders
        var body: String
    }

    /// What goes back.
    struct Answer: Sendable {
        var status: Int
        var body: String
        var headers: HTTPHeaders
        var delayMilliseconds: Int64
        /// Closes the connection instead of answering.
        var breaksOff: Bool

        init(
            _ status: Int,
            _ body: String = "",
            headers: HTTPHeaders = [:],
            delayMilliseconds: Int64 = 0,
            breaksOff: Bool = false
        ) {
            self.status = status
            self.body = body
            self.headers = headers
            self.delayMilliseconds = delayMilliseconds
            self.breaksOff = breaksOff
        }
    }

    private struct Counts {
        var requests: [Request] = []
        var connectionCount = 0
    }

    private let counts = Mutex(Counts())
    private let group: MultiThreadedEventLoopGroup
    private let answer: @Sendable (Request, Int) -> Answer
    private let channel = Mutex<(any Channel)?>(nil)

    /// - Parameter answer: gets the request and how many came before it.
    private init(_ answer: @escaping @Sendable (Request, Int) -> Answer) {
        self.answer = answer
        group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    }

    /// Runs `body` with a server that is shut down at the end.
    static func with(
        answer: @escaping @Sendable (Request, Int) -> Answer,
        _ body: (HTTPTestServer) async throws -> Void
    ) async throws {
        let server = HTTPTestServer(answer)
        try await server.listen()
        do {
            try await body(server)
        } catch {
            await server.close()
            throw error
        }
        await server.close()
    }

    var requests: [Request] { counts.withLock { $0.requests } }
    var connectionCount: Int { counts.withLock { $0.connectionCount } }
    var url: String { "http://127.0.0.1:\(channel.withLock { $0?.localAddress?.port } ?? 0)" }

    private func listen() async throws {
        let bound = try await ServerBootstrap(group: group)
            .childChannelInitializer { [self] channel in
                counts.withLock { $0.connectionCount += 1 }
                return channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(Handler(self))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        channel.withLock { $0 = bound }
    }

    private func close() async {
        try? await channel.withLock { $0 }?.close()
        try? await group.shutdownGracefully()
    }

    private func received(_ request: Request) -> Answer {
        let count = counts.withLock { counts in
            counts.requests.append(request)
            return counts.requests.count - 1
        }
        return answer(request, count)
    }

    /// One connection.
    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let server: HTTPTestServer
        private var request = Request(method: "", target: "", headers: [:], body: "")

        init(_ server: HTTPTestServer) { self.server = server }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head):
                request = Request(method: head.method.rawValue, target: head.uri, headers: head.headers, body: "")
            case .body(let buffer):
                request.body += String(buffer: buffer)
            case .end:
                let answer = server.received(request)
                let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
                context.eventLoop.scheduleTask(in: .milliseconds(answer.delayMilliseconds)) {
                    let (handler, context) = bound.value
                    handler.write(answer, context)
                }
            }
        }

        private func write(_ answer: Answer, _ context: ChannelHandlerContext) {
            guard context.channel.isActive else { return }
            guard !answer.breaksOff else {
                context.close(promise: nil)
                return
            }
            var headers = answer.headers
            headers.replaceOrAdd(name: "Content-Length", value: "\(answer.body.utf8.count)")
            let head = HTTPResponseHead(
                version: .http1_1,
                status: HTTPResponseStatus(statusCode: answer.status),
                headers: headers
            )
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: answer.body)))), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }
    }
}
